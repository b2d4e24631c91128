import { useState, type FormEvent } from 'react';
import { Button } from '../../ui/button';
import { Field, PasswordField } from '../../ui/field';
import { RefusalLine } from './refusal-line';
import { SendWords } from './send-words';
import { StartAnew } from './start-anew';
import type { SigningIn } from './use-sign-in';

type Kind = 'former-password' | 'phrase' | 'start-anew';

const ways: { kind: Kind; label: string; note: string }[] = [
  {
    kind: 'former-password',
    label: 'I know the former password',
    note: 'The vault is sealed anew under the present one.',
  },
  {
    kind: 'phrase',
    label: 'I have the recovery phrase',
    note: 'The seven groups you wrote down when it was made.',
  },
  {
    kind: 'start-anew',
    label: 'I have neither',
    note: 'The vault is put aside, and the record is received again.',
  },
];

const secretField = { className: 'mt-2 ml-7', name: 'opener-secret', autoFocus: true, required: true };

/** The platform accepts the password; the vault here was sealed under an earlier one. */
export function SealedStep({ signing }: { signing: SigningIn }) {
  const [kind, setKind] = useState<Kind>('former-password');
  const [secret, setSecret] = useState('');
  const [sure, setSure] = useState(false);

  function choose(next: Kind) {
    setKind(next);
    setSecret('');
    signing.forgive();
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (kind === 'start-anew') {
      setSure(true);
      return;
    }
    const opener = kind === 'phrase' ? { kind, phrase: secret.trim() } : { kind, password: secret };
    if (await signing.add({ opener })) setSecret('');
  }

  return (
    <section className="mt-5">
      <h1 className="font-record text-2xl leading-8 font-semibold">Your vault needs another key</h1>
      {signing.why !== null && (
        <p className="mt-1 text-ink-2">
          {signing.why.message} {signing.why.hint}
        </p>
      )}
      {sure ? (
        <StartAnew signing={signing} onBack={() => setSure(false)} />
      ) : (
        <form onSubmit={(event) => void submit(event)} className="mt-5">
          <fieldset className="border-t border-line">
            <legend className="sr-only">How shall it be opened?</legend>
            {ways.map((way) => (
              <div key={way.kind} className="border-b border-line py-2.5">
                <div className="flex gap-3">
                  <input
                    id={`opener-${way.kind}`}
                    type="radio"
                    name="opener"
                    aria-describedby={`opener-${way.kind}-note`}
                    className="mt-0.5 size-4 accent-act"
                    checked={kind === way.kind}
                    onChange={() => choose(way.kind)}
                  />
                  <div>
                    <label htmlFor={`opener-${way.kind}`} className="cursor-pointer font-medium">
                      {way.label}
                    </label>
                    <p id={`opener-${way.kind}-note`} className="text-xs text-ink-3">
                      {way.note}
                    </p>
                  </div>
                </div>
                {kind === way.kind && way.kind === 'former-password' && (
                  <PasswordField
                    {...secretField}
                    label="Former password"
                    maxLength={1024}
                    value={secret}
                    onChange={(event) => setSecret(event.target.value)}
                  />
                )}
                {kind === way.kind && way.kind === 'phrase' && (
                  <Field
                    {...secretField}
                    label="Recovery phrase"
                    autoComplete="off"
                    spellCheck={false}
                    maxLength={200}
                    value={secret}
                    onChange={(event) => setSecret(event.target.value)}
                  />
                )}
              </div>
            ))}
          </fieldset>
          <div className="mt-5">
            {kind === 'start-anew' ? (
              <Button type="submit">Start anew…</Button>
            ) : (
              <Button
                kind="primary"
                type="submit"
                disabled={secret.trim() === '' || signing.busy || signing.wait > 0}
              >
                <SendWords signing={signing} idle="Open my vault" busy="Opening…" />
              </Button>
            )}
          </div>
        </form>
      )}
      <RefusalLine refusal={signing.refusal} />
    </section>
  );
}
