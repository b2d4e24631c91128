import { useState, type FormEvent } from 'react';
import type { Refusal } from '../../shared/domain/result';
import { useBridge } from '../lib/bridge-context';
import { useInside } from '../lib/inside';
import { useCountdown, waitWords } from '../lib/use-countdown';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Failure } from '../ui/failure';
import { Field, PasswordField } from '../ui/field';
import { useToast } from '../ui/toast';

/** Signs in to the platform from a vault that was opened without it. The code is asked for when it is wanted. */
export function GoOnline({ onClosed, onOnline }: { onClosed(): void; onOnline(): void }) {
  const bridge = useBridge();
  const toast = useToast();
  const { account } = useInside();
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
    const result = await bridge.call('session.goOnline', {
      password,
      ...(typed === '' ? {} : { code: typed }),
    });
    setBusy(false);
    if (result.ok) {
      toast({ text: 'Signed in to the platform.' });
      onOnline();
      onClosed();
      return;
    }
    if (result.code === 'code-needed' && code === null) {
      setCode('');
      return;
    }
    setRefusal(result);
    if (result.code === 'too-many') startWait(result.retryAfter ?? 1);
    else if (result.code === 'wrong-credentials') setCode(null);
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClosed()}
      title="Go online"
      description={`Signs ${account.displayName} in to the platform. What waits here is sent, and what is new is received.`}
    >
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <PasswordField
          label="Password"
          autoFocus
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {code !== null && (
          <Field
            label="Code from your authenticator app"
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
        <div aria-live="polite" className="empty:-mt-4">
          {refusal !== null && <Failure refusal={refusal} />}
        </div>
        <DialogActions>
          <Button onClick={onClosed}>Stay offline</Button>
          <Button
            kind="primary"
            type="submit"
            disabled={busy || wait > 0 || password === '' || (code !== null && code.trim().length < 6)}
          >
            {busy ? 'Signing in…' : wait > 0 ? `Try again in ${waitWords(wait)}` : 'Go online'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
