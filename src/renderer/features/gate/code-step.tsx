import { Check, History } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { dayName, hourAndMinute } from '../../lib/time';
import { Button } from '../../ui/button';
import { Field } from '../../ui/field';
import { Moment } from '../../ui/moment';
import { CodeField } from './code-field';
import { RefusalLine } from './refusal-line';
import { SendWords } from './send-words';
import { useNow } from './use-now';
import type { SigningIn } from './use-sign-in';

/** Codes are made from the time: what to hold the phone against. In the zone of the computer, as its own clock shows it. */
function ClockLine() {
  const now = useNow();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return (
    <p className="mt-3 text-ink-2">
      This computer’s clock shows{' '}
      <Moment at={now} className="font-semibold text-ink">
        {hourAndMinute(now, timeZone)}
      </Moment>
      . A phone that shows another time makes other codes.
    </p>
  );
}

/** The password was right; the platform wants a code. `lastHere`: when this person's vault was last open here, in microseconds. */
export function CodeStep({
  signing,
  lastHere,
  zone,
}: {
  signing: SigningIn;
  lastHere: number | null;
  zone: string;
}) {
  const [digits, setDigits] = useState('');
  const [recovery, setRecovery] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const byApp = recovery === null;
  useEffect(() => field.current?.focus(), [byApp]);
  const code = recovery ?? digits;
  const ready = byApp ? digits.length === 6 : code.trim().length >= 6;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    if (await signing.add({ code })) {
      setDigits('');
      if (!byApp) setRecovery('');
    }
    field.current?.focus();
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="mt-4">
      <h1 className="sr-only">The code of your second factor</h1>
      <p className="flex items-center gap-2 font-medium text-proof">
        <Check aria-hidden className="size-3.5" strokeWidth={2} /> Password accepted
      </p>
      <div className="mt-5">
        {byApp ? (
          <CodeField
            ref={field}
            value={digits}
            onChange={setDigits}
            note="Six digits. The app shows a new code every 30 seconds; the one before still works."
          />
        ) : (
          <Field
            ref={field}
            label="Recovery code"
            name="recoveryCode"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            required
            maxLength={32}
            className="font-code"
            note="One of the codes you kept when the second factor was set up. Each works once."
            value={code}
            onChange={(event) => setRecovery(event.target.value)}
          />
        )}
      </div>
      <div className="mt-5 flex items-center gap-3">
        <Button kind="primary" type="submit" disabled={!ready || signing.busy || signing.wait > 0}>
          <SendWords signing={signing} idle="Sign in" busy="Signing in…" />
        </Button>
        <Button kind="quiet" onClick={() => setRecovery(byApp ? '' : null)}>
          {byApp ? 'Use a recovery code' : 'Use the app’s code'}
        </Button>
      </div>
      <RefusalLine refusal={signing.refusal} />
      {byApp && signing.refusal?.code === 'wrong-credentials' && <ClockLine />}
      {lastHere !== null && (
        <p className="mt-8 flex gap-3 border-t border-line pt-4 text-ink-2">
          <History aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
          <span>
            Your vault was last open on this computer on{' '}
            <Moment at={lastHere} className="font-semibold text-ink">
              {dayName(lastHere, zone)}, at {hourAndMinute(lastHere, zone)}
            </Moment>
            . If that was not you, tell your administrator before you go on.
          </span>
        </p>
      )}
    </form>
  );
}
