import { BadgeCheck, KeyRound, LockKeyhole, ScrollText } from 'lucide-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { GateView } from '../../../shared/contract/bridge/gate';
import { passwordLacks } from '../../../shared/domain/password';
import type { Refusal } from '../../../shared/domain/result';
import type { Bridge } from '../../lib/bridge';
import { Button } from '../../ui/button';
import { Failure } from '../../ui/failure';
import { Field } from '../../ui/field';
import { KeyCap } from '../../ui/key-cap';
import { Mark } from '../../ui/mark';
import { SyntheticData } from '../../ui/synthetic';
import type { OnEntered } from './entered';

const promises: [typeof ScrollText, ReactNode][] = [
  [ScrollText, 'Every sign-in, opening and change is one line of a log that only grows.'],
  [BadgeCheck, 'This computer recomputes the log as it receives it, and says so when a line does not fit.'],
  [KeyRound, 'The console’s copy of the log is encrypted. Opening it takes this computer and your password.'],
];

export function FirstRun({
  bridge,
  view,
  onEntered,
}: {
  bridge: Bridge | null;
  view: GateView | null;
  onEntered: OnEntered;
}) {
  const [displayName, setDisplayName] = useState('');
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [stage, setStage] = useState<'typing' | 'creating' | 'opening'>('typing');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const lacks = passwordLacks(password);
  const ready = displayName.trim() !== '' && userName.trim() !== '' && lacks.length === 0;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (bridge === null || stage !== 'typing' || !ready) return;
    setRefusal(null);
    setStage('creating');
    const made = await bridge.call('gate.claim', { displayName, userName: userName.trim(), password });
    if (!made.ok) {
      setStage('typing');
      setRefusal(made);
      return;
    }
    setStage('opening');
    const opened = await bridge.call('gate.signIn', { userName: userName.trim(), password });
    setPassword('');
    setStage('typing');
    if (opened.ok) onEntered(opened.value);
    else setRefusal(opened);
  }

  const starting = view === null || view.platform === 'starting';
  const problem = refusal ?? view?.problem ?? null;
  return (
    <main className="grid h-full grid-cols-[minmax(0,4fr)_minmax(0,5fr)]">
      <section className="window-strip flex flex-col border-r border-line bg-rail px-[4.5rem] py-14">
        <div className="flex items-center gap-2 text-[0.9375rem] font-semibold">
          <Mark size={22} /> Wardkeeper
        </div>
        <h1 className="mt-20 font-record text-[2.375rem] leading-[2.875rem] font-semibold">
          Who opened which chart, and was there a reason?
        </h1>
        <p className="mt-3 font-record text-xl leading-[1.875rem] text-ink-2">
          Wardkeeper keeps the record of every access to patient data, and can prove that it was not altered.
        </p>
        <ul className="mt-10 border-t border-line">
          {promises.map(([Icon, words], place) => (
            <li key={place} className="flex gap-3 border-b border-line py-3">
              <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-proof" strokeWidth={1.75} />
              {words}
            </li>
          ))}
        </ul>
        <p className="mt-auto text-ink-3">People, patients and the practice are invented.</p>
      </section>
      <section className="flex flex-col overflow-auto">
        <div className="window-strip h-10 shrink-0" />
        <div className="w-full max-w-[40rem] px-[5.5rem] pt-[6vh] pb-8">
          <div className="flex items-center gap-3">
            <h2 className="text-xl leading-7 font-semibold">Be the administrator of this practice</h2>
            <SyntheticData />
          </div>
          <p className="mt-1 text-ink-2">
            {view?.practice?.name ?? 'A made-up family practice'} runs on this computer alone. It needs one
            person who may see its audit trail: you.
          </p>
          <form onSubmit={(event) => void submit(event)} className="mt-6 flex flex-col gap-4">
            <Field
              label="Your name"
              name="displayName"
              autoComplete="off"
              autoFocus
              required
              maxLength={200}
              value={displayName}
              onChange={(event) => setDisplayName(event.target.value)}
            />
            <Field
              label="User name"
              name="userName"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              required
              maxLength={254}
              note="What you will type to sign in, for example ruth.adeyemi."
              value={userName}
              onChange={(event) => setUserName(event.target.value)}
            />
            <Field
              label="Password"
              name="password"
              type="password"
              autoComplete="off"
              required
              maxLength={1024}
              note={
                lacks.length === 0
                  ? 'Strong enough. It cannot be read back: keep it where you keep passwords.'
                  : `Still needs ${lacks.join(', ')}.`
              }
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
            <div className="flex items-center gap-3">
              <Button kind="primary" type="submit" disabled={!ready || stage !== 'typing' || starting}>
                {stage === 'typing' ? 'Create and sign in' : stage === 'creating' ? 'Creating…' : 'Opening…'}{' '}
                {stage === 'typing' && <KeyCap>Enter</KeyCap>}
              </Button>
              <span className="text-ink-3" role="status">
                {starting && 'Preparing the practice on this computer.'}
              </span>
            </div>
          </form>
          <div className="mt-5" aria-live="polite">
            {problem !== null && <Failure refusal={problem} />}
          </div>
          <p className="mt-8 flex gap-3 border-t border-line pt-5 text-ink-2">
            <LockKeyhole aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
            Nothing is sent anywhere. The console’s copy is encrypted; the database of this made-up practice
            is protected by your computer’s disk encryption alone.
          </p>
        </div>
      </section>
    </main>
  );
}
