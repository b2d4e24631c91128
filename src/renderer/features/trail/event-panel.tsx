import { BadgeCheck, CircleDashed, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TrailRow, TrailStanding } from '../../../shared/contract/bridge/trail';
import { eventSentence } from '../../../shared/domain/audit-event/sentence';
import { dayAndTime, utcTime, zoneName } from '../../lib/time';
import { Button } from '../../ui/button';
import type { NameOf } from './name-of';

interface Props {
  row: TrailRow | null;
  standing: TrailStanding | null;
  zone: string;
  nameOf: NameOf;
  onClose(): void;
}

/** One event: what happened as a sentence, its facts, and what was checked about it. */
export function EventPanel({ row, standing, zone, nameOf, onClose }: Props) {
  if (row === null) {
    return (
      <aside aria-label="Event" className="hidden border-l border-line bg-page p-6 text-ink-3 lg:block">
        Choose an event to read it in full. Up and Down move along the list.
      </aside>
    );
  }
  const { event } = row;
  const facts: [string, ReactNode][] = [
    [
      'When',
      <time
        title={utcTime(event.occurredAt)}
      >{`${dayAndTime(event.occurredAt, zone)} ${zoneName(zone, event.occurredAt)}`}</time>,
    ],
    ['Recorded', <time title={utcTime(event.recordedAt)}>{dayAndTime(event.recordedAt, zone)}</time>],
    ['Kind', `${event.category}, ${event.verb ?? event.action}`],
    ['Who', event.actor.userName ?? 'nobody known'],
    ['Role', event.actor.role],
    ['What', event.resource === undefined ? undefined : event.resource.type],
    ['From', event.network?.ip],
    ['Purpose', event.purpose],
    ['PHI fields', event.phiFields?.join(', ')],
    ['Patients', event.patients.length > 0 ? event.patients.length.toLocaleString('en-US') : undefined],
    ['Source', event.source.system],
  ];
  return (
    <aside
      aria-label="Event"
      className="max-h-[45vh] min-h-0 overflow-auto border-t border-line bg-page px-6 py-4 lg:max-h-none lg:border-t-0 lg:border-l"
    >
      <p className="flex items-center text-xs text-ink-3">
        Event {row.seq.toLocaleString('en-US')}
        <Button kind="quiet" className="ml-auto px-2" aria-label="Close the event" onClick={onClose}>
          <X aria-hidden className="size-4" strokeWidth={1.75} />
        </Button>
      </p>
      <h2 className="font-record text-xl leading-[1.875rem]">{eventSentence(event, nameOf(event))}</h2>
      <dl className="mt-4 border-t border-line">
        {facts
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => (
            <div key={name} className="flex border-b border-line py-1">
              <dt className="w-28 shrink-0 text-ink-3">{name}</dt>
              <dd className="min-w-0 break-words">{value}</dd>
            </div>
          ))}
      </dl>
      <h3 className="mt-6 mb-1 text-sm font-semibold">Its place in the record</h3>
      <Proof row={row} standing={standing} zone={zone} />
    </aside>
  );
}

function Proof({ row, standing, zone }: { row: TrailRow; standing: TrailStanding | null; zone: string }) {
  const checked = standing !== null && standing.verifiedAt !== null && row.seq < standing.verifiedSize;
  return (
    <>
      <p className="flex gap-2">
        {checked ? (
          <BadgeCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-proof" strokeWidth={1.75} />
        ) : (
          <CircleDashed aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-2" strokeWidth={1.75} />
        )}
        <span className="font-record text-base leading-6">
          {checked
            ? `This computer worked out the fingerprint of this event from what you read here, put it in its place among the ${standing.verifiedSize.toLocaleString('en-US')} events it holds, and found the head that the platform signed. Last done ${dayAndTime(standing.verifiedAt ?? 0, zone)}.`
            : 'No signed head covers this event yet.'}
        </span>
      </p>
      <p className="mt-2 text-ink-3">
        It does not prove that everything that happened was recorded.{' '}
        <a href="https://www.rfc-editor.org/rfc/rfc6962" target="_blank" rel="noreferrer">
          How the check works
        </a>
      </p>
      <p className="mt-3 text-xs text-ink-3">Fingerprint of the event</p>
      <p className="rounded-control border border-line bg-rail px-2 py-1 font-code text-xs break-all">
        {row.leafHash}
      </p>
      {standing?.logKey != null && (
        <>
          <p className="mt-3 text-xs text-ink-3">Key that signs the log, as first met</p>
          <p className="rounded-control border border-line bg-rail px-2 py-1 font-code text-xs break-all">
            {standing.logKey}
          </p>
        </>
      )}
    </>
  );
}
