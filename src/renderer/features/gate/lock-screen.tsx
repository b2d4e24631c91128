import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { GateView } from '../../../shared/contract/bridge/gate';
import { Moment } from '../../ui/moment';
import { PeopleCards, type Chosen } from './people-cards';
import { lockedWords } from './locked-words';
import { failureWords, lastHereWords } from './known-notes';
import { GateDesk } from './gate-desk';
import { PasswordForm } from './password-form';
import type { SigningIn } from './use-sign-in';
import { useDigitKeys } from './use-digit-keys';
import { useNow } from './use-now';
import { zoneOf } from './zone';

interface Props {
  /** Null until the vault has answered: the screen stands, and what is typed is kept. */
  view: GateView | null;
  signing: SigningIn;
  chosen: Chosen | null;
  onChoose: (chosen: Chosen) => void;
}

/** Nothing is open: choose yourself, type, work. */
export function LockScreen({ view, signing, chosen, onChoose }: Props) {
  const people = view?.people ?? [];
  const person = people.find(({ personId }) => personId === chosen) ?? null;
  const [form, renewForm] = useState(0);
  const firstCard = useRef<HTMLButtonElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const now = useNow();
  const zone = zoneOf(view);

  function choose(next: Chosen) {
    // What was typed before anybody was chosen stays; what was typed for another person does not.
    if (chosen !== null && chosen !== next) renewForm((count) => count + 1);
    onChoose(next);
    signing.back();
    signing.startWait(people.find(({ personId }) => personId === next)?.wait ?? 0);
  }

  useDigitKeys((digit) => {
    const next = digit === people.length + 1 ? 'else' : people[digit - 1]?.personId;
    if (next !== undefined) choose(next);
  });

  // Choosing may draw the field anew; of somebody else the name is asked first.
  useEffect(() => {
    if (chosen !== 'else') field.current?.focus();
  }, [chosen, form]);
  const focusCards = useEffectEvent(() => {
    if (chosen === null && field.current?.value === '') firstCard.current?.focus();
  });
  const several = people.length > 1;
  useEffect(() => {
    if (several) focusCards();
  }, [several]);

  return (
    <GateDesk view={view}>
      <div className="flex flex-wrap items-baseline gap-x-4">
        <h1 className="font-record text-[2.375rem] leading-[2.875rem] font-semibold">Locked</h1>
        {view?.locked != null && (
          <p className="text-[0.9375rem] text-ink-2">
            <Moment at={view.locked.at}>{lockedWords(view.locked, zone, now)}</Moment>
          </p>
        )}
      </div>
      <p className="font-record text-xl leading-[1.875rem] text-ink-2">
        Nothing of the record is open. Choose your name, or press its number.
      </p>
      <div className="mt-6 min-h-[9.625rem]">
        {view !== null && <PeopleCards people={people} chosen={chosen} onChoose={choose} first={firstCard} />}
      </div>
      <div className="mt-7 border-t border-line pt-6">
        <PasswordForm
          key={form}
          signing={signing}
          verb={chosen === 'else' ? 'Sign in' : 'Unlock'}
          who={person === null ? null : { personId: person.personId }}
          asksName={chosen === 'else'}
          passwordLabel={person === null ? 'Password' : `Password of ${person.displayName}`}
          ready={view !== null}
          problem={view === null ? null : problemOf(view)}
          beside={person !== null && <Beside person={person} zone={zone} />}
          field={field}
          onEscape={() => firstCard.current?.focus()}
        />
      </div>
    </GateDesk>
  );
}

function Beside({ person, zone }: { person: GateView['people'][number]; zone: string }) {
  const failed = failureWords(person);
  return (
    <>
      {person.lastHere !== null && (
        <p>
          <Moment at={person.lastHere}>{lastHereWords(person.lastHere, zone)}</Moment>
        </p>
      )}
      {failed !== null && <p>{failed}</p>}
    </>
  );
}

/** That the platform does not answer stands at the foot: whoever is known here can work without it. */
function problemOf({ problem }: GateView): GateView['problem'] {
  return problem?.code === 'unreachable' ? null : problem;
}
