import { useState, type FormEvent } from 'react';
import type { Refusal } from '../../../shared/domain/result';
import { useCountdown, waitWords } from '../../lib/use-countdown';
import { Button } from '../../ui/button';
import { Failure } from '../../ui/failure';
import { Field, PasswordField } from '../../ui/field';

/**
 * The password once more, before a key is shown, and a code where the platform asks for one as well. `onPassword`
 * answers with a refusal, or null when it was right.
 */
export function AskPassword({
  why,
  verb,
  onPassword,
  onCancel,
}: {
  why: string;
  verb: string;
  onPassword(password: string, code?: string): Promise<Refusal | null>;
  onCancel(): void;
}) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [wait, startWait] = useCountdown();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || wait > 0) return;
    setBusy(true);
    setRefusal(null);
    const typed = code?.replaceAll(/\s/g, '') ?? '';
    const refused = await (typed === '' ? onPassword(password) : onPassword(password, typed));
    if (refused === null) return;
    setBusy(false);
    if (refused.code === 'code-needed' && code === null) {
      setCode('');
      return;
    }
    setRefusal(refused);
    if (refused.code === 'too-many') {
      startWait(refused.retryAfter ?? 1);
      return;
    }
    setPassword('');
    setCode(null);
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="max-w-[26rem]">
      <p className="mb-3 text-ink-2">{why}</p>
      <PasswordField
        label="Your password"
        name="password"
        autoFocus
        required
        maxLength={1024}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {code !== null && (
        <Field
          className="mt-4"
          label="Code from your present authenticator app"
          note="Six digits, or one of your recovery codes."
          autoFocus
          required
          autoComplete="off"
          spellCheck={false}
          maxLength={32}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      )}
      <div className="mt-4 flex items-center gap-2">
        <Button kind="primary" type="submit" disabled={busy || wait > 0 || password === '' || code === ''}>
          {busy ? 'Checking…' : wait > 0 ? `Try again in ${waitWords(wait)}` : verb}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
      <div aria-live="polite" className="mt-4 empty:mt-0">
        {refusal !== null && <Failure refusal={refusal} />}
      </div>
    </form>
  );
}
