import { useState, type FormEvent } from 'react';
import type { Refusal } from '../../../shared/domain/result';
import { useBridge } from '../../lib/bridge-context';
import { Button } from '../../ui/button';
import { Failure } from '../../ui/failure';
import { Field } from '../../ui/field';
import { groupsOf, ordinal, twoPlaces, withTyped } from './phrase-groups';

/** From 0 to below 1. */
function chance(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;
}

/** Two groups typed from the paper take the phrase into use: then it is known to be on the paper. */
export function ConfirmPhrase({
  phrase,
  onConfirmed,
  onShowAgain,
}: {
  phrase: string;
  onConfirmed(): void;
  onShowAgain(): void;
}) {
  const bridge = useBridge();
  const groups = groupsOf(phrase);
  const [places] = useState(() => twoPlaces(groups.length, chance));
  const [typed, setTyped] = useState<ReadonlyMap<number, string>>(new Map());
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const complete = places.every(
    (place) => (typed.get(place)?.trim().length ?? 0) >= (groups[place]?.length ?? 0),
  );

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || !complete) return;
    setBusy(true);
    setRefusal(null);
    const confirmed = await bridge.call('vaultKey.confirmPhrase', { phrase: withTyped(groups, typed) });
    setBusy(false);
    if (confirmed.ok) onConfirmed();
    else setRefusal(confirmed);
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <p className="mb-3 text-ink-2">Read these two groups from your paper.</p>
      <div className="flex gap-4">
        {places.map((place, i) => (
          <Field
            key={place}
            label={`The ${ordinal(place)} group`}
            name={`group-${place}`}
            className="w-36 font-code"
            autoFocus={i === 0}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            required
            maxLength={8}
            value={typed.get(place) ?? ''}
            onChange={(event) => setTyped(new Map(typed).set(place, event.target.value))}
          />
        ))}
      </div>
      <div className="mt-4 flex items-center gap-2">
        <Button kind="primary" type="submit" disabled={busy || !complete}>
          {busy ? 'Checking…' : 'Take it into use'}
        </Button>
        <Button kind="quiet" onClick={onShowAgain}>
          Show it again
        </Button>
      </div>
      <div aria-live="polite" className="mt-4 empty:mt-0">
        {refusal !== null && <Failure refusal={refusal} />}
      </div>
    </form>
  );
}
