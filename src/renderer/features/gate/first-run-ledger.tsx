import { BadgeCheck, KeyRound, ScrollText } from 'lucide-react';
import { Icon } from '../../ui/icon';
import { Mark } from '../../ui/mark';
import { SyntheticData } from '../../ui/synthetic';

/** Lines as the record has them, of people who do not exist. */
const lines: { who: string; what: string; patient: string; note: string }[] = [
  {
    who: 'Dr. Peter Lindqvist',
    what: 'opened the chart of',
    patient: 'Linden 155',
    note: 'Tuesday, 2:10:31 PM, for treatment. Line 11,204 of the record.',
  },
  {
    who: 'Megan Strand',
    what: 'changed the claim of',
    patient: 'Maple 401',
    note: 'Tuesday, 3:42:07 PM, for payment. Line 11,239 of the record.',
  },
  {
    who: 'Nadia Rahman',
    what: 'was refused the notes of',
    patient: 'Elm 280',
    note: 'Tuesday, 4:55:50 PM. Line 11,262: what was denied is kept as well.',
  },
];

const promises: [typeof ScrollText, string][] = [
  [
    BadgeCheck,
    'This computer works the record out again as it receives it, and says so where a line does not fit.',
  ],
  [
    KeyRound,
    'Patients appear under made-up names of trees and numbers; their own names stay on the platform.',
  ],
];

/** What the product is for, said by lines of a record. */
export function FirstRunLedger({ version }: { version: string | null }) {
  return (
    <section className="window-strip flex flex-col border-r border-line bg-rail px-[4.5rem] py-14 max-lg:px-11 max-md:border-r-0 max-md:border-b max-md:py-6 md:overflow-auto">
      <div className="flex items-center gap-2 text-[0.9375rem] font-semibold">
        <Mark size={22} /> Wardkeeper
      </div>
      <h1 className="mt-[5.25rem] font-record text-[2.375rem] leading-[2.875rem] font-semibold">
        Who opened which chart, and was there a reason?
      </h1>
      <p className="mt-2.5 font-record text-xl leading-[1.875rem] text-ink-2">
        Wardkeeper keeps the record of every access to patient data, and can prove that it was not altered.
      </p>
      <div className="mt-9 flex items-center justify-between border-b border-line pb-2">
        <h2 className="font-semibold">What every line of the record looks like</h2>
        <SyntheticData />
      </div>
      <ul>
        {lines.map(({ who, what, patient, note }) => (
          <li key={patient} className="flex gap-3 border-b border-line py-2.5">
            <Icon of={ScrollText} className="mt-0.5 text-ink-3" small />
            <p>
              {who} {what} <strong className="font-semibold">{patient}</strong>.
              <br />
              <span className="text-ink-2">{note}</span>
            </p>
          </li>
        ))}
        {promises.map(([icon, words]) => (
          <li key={words} className="flex gap-3 border-b border-line py-2.5">
            <Icon of={icon} className="mt-0.5 text-proof" small />
            <p>{words}</p>
          </li>
        ))}
      </ul>
      <p className="mt-auto pt-8 text-xs text-ink-3">
        {version === null ? '' : `Version ${version}. `}People and patients on this page are invented.
      </p>
    </section>
  );
}
