import { LockKeyhole } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import type { GateView } from '../../../shared/contract/bridge/gate';
import type { Refusal } from '../../../shared/domain/result';
import type { Bridge } from '../../lib/bridge';
import { useCountdown, waitWords } from '../../lib/use-countdown';
import { Button } from '../../ui/button';
import { Failure } from '../../ui/failure';
import { Field } from '../../ui/field';
import { KeyCap } from '../../ui/key-cap';
import { Mark } from '../../ui/mark';
import { SyntheticData } from '../../ui/synthetic';
import type { OnEntered } from './entered';

const standing: Readonly<Record<GateView['platform'], string>> = {
  starting: 'The platform on this computer is starting.',
  unclaimed: 'This practice has no administrator yet.',
  ready: 'Connected to the platform. Nothing of the record is open on this computer.',
  unreachable: 'The platform does not answer at the moment.',
};

export function SignIn({
  bridge,
  view,
  onEntered,
}: {
  bridge: Bridge | null;
  view: GateView | null;
  onEntered: OnEntered;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const [wait, startWait] = useCountdown();
  const starting = view === null || view.platform === 'starting';
  const known = view?.people[0];
  const userName = typed ?? known?.userName ?? '';

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (bridge === null || busy || wait > 0 || starting) return;
    setBusy(true);
    setRefusal(null);
    const result = await bridge.call('gate.signIn', { userName, password });
    setBusy(false);
    if (result.ok) {
      setPassword('');
      onEntered(result.value);
      return;
    }
    setRefusal(result);
    // What was typed was not looked at: it may be sent again after the wait.
    if (result.code === 'too-many') startWait(result.retryAfter ?? 1);
    else setPassword('');
    passwordField.current?.focus();
  }

  const problem = refusal ?? view?.problem ?? null;
  return (
    <main className="flex h-full flex-col">
      <div className="window-strip h-10 shrink-0" />
      <div className="flex flex-1 justify-center overflow-auto pt-[12vh]">
        <div className="w-[27.5rem] px-2">
          <div className="flex h-6 items-center gap-2 text-[0.9375rem] font-semibold">
            <Mark size={22} /> Wardkeeper
            <span className="ml-auto">{view?.practice?.synthetic === true && <SyntheticData />}</span>
          </div>
          <h1 className="mt-8 font-record text-2xl leading-8 font-semibold">Sign in</h1>
          <p className="text-ink-3">{view?.practice?.name ?? ' '}</p>
          <form
            onSubmit={(event) => void submit(event)}
            className="mt-5 flex flex-col gap-4 border-t border-line pt-5"
          >
            <Field
              label="User name"
              name="userName"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              required
              autoFocus={known === undefined}
              value={userName}
              onChange={(event) => setTyped(event.target.value)}
            />
            <Field
              ref={passwordField}
              label="Password"
              name="password"
              type="password"
              autoComplete="off"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
            <div className="flex items-center gap-3">
              <Button
                kind="primary"
                type="submit"
                disabled={starting || busy || wait > 0 || userName === '' || password === ''}
              >
                {busy ? 'Signing in…' : wait > 0 ? `Try again in ${waitWords(wait)}` : 'Sign in'}{' '}
                {!busy && wait === 0 && <KeyCap>Enter</KeyCap>}
              </Button>
            </div>
          </form>
          <div className="mt-5" aria-live="polite">
            {problem !== null && <Failure refusal={problem} />}
          </div>
        </div>
      </div>
      <footer className="flex items-center justify-end gap-2 px-6 py-4 text-ink-3">
        <LockKeyhole aria-hidden className="size-4" strokeWidth={1.75} />
        {standing[view?.platform ?? 'starting']}
      </footer>
    </main>
  );
}
