import { ArrowRight, HardDrive, LockKeyhole, Timer, WifiOff, type LucideIcon } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState, type FormEvent } from 'react';
import type { FoundPlatform, GateView } from '../../../shared/contract/bridge/gate';
import type { Refusal } from '../../../shared/domain/result';
import type { Bridge } from '../../lib/bridge';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icon';
import { KeyCap } from '../../ui/key-cap';
import { FirstRunLedger } from './first-run-ledger';
import { RefusalLine } from './refusal-line';

const facts: [LucideIcon, string][] = [
  [HardDrive, 'about 500 MB'],
  [Timer, 'ready in under a minute'],
  [WifiOff, 'no network needed'],
];

interface Props {
  bridge: Bridge | null;
  view: GateView | null;
  /** The synthetic practice was begun. */
  onTry: () => void;
  onFound: (found: FoundPlatform) => void;
}

/** A newcomer starts: with a practice that does not exist, or with their own. */
export function FirstRun({ bridge, view, onTry, onFound }: Props) {
  const [address, setAddress] = useState('');
  const [busy, setBusy] = useState<'try' | 'connect' | null>(null);
  const [refusal, setRefusal] = useState<{ of: 'try' | 'connect'; why: Refusal } | null>(null);
  const [hurried, setHurried] = useState(false);
  const tryButton = useRef<HTMLButtonElement>(null);
  const ready = bridge !== null && view !== null;
  useEffect(() => tryButton.current?.focus(), []);

  async function begin() {
    if (busy !== null) return;
    if (!ready) {
      setHurried(true);
      return;
    }
    setHurried(false);
    setBusy('try');
    setRefusal(null);
    const begun = await bridge.call('gate.try', {});
    setBusy(null);
    if (begun.ok) onTry();
    else setRefusal({ of: 'try', why: begun });
  }

  // Enter may come before the vault has answered: then it counts as soon as it has.
  const beginHurried = useEffectEvent(() => {
    if (hurried) void begin();
  });
  useEffect(() => {
    if (ready) beginHurried();
  }, [ready]);

  async function connect(event: FormEvent) {
    event.preventDefault();
    if (!ready || busy !== null || address.trim() === '') return;
    setBusy('connect');
    setRefusal(null);
    const found = await bridge.call('gate.connect', { address: address.trim() });
    setBusy(null);
    if (found.ok) onFound(found.value);
    else setRefusal({ of: 'connect', why: found });
  }

  return (
    <main className="grid h-full grid-cols-[minmax(0,4fr)_minmax(0,5fr)] max-md:grid-cols-1 max-md:overflow-auto">
      <FirstRunLedger version={view?.version ?? null} />
      <section className="flex flex-col md:overflow-auto">
        <div className="window-strip h-10 shrink-0" />
        <div className="w-full max-w-[49.5rem] px-[5.5rem] pt-[min(14vh,8rem)] pb-8 max-lg:px-11">
          <h2 className="text-xl leading-7 font-semibold tracking-[-0.014em]">How do you want to start?</h2>
          <button
            ref={tryButton}
            type="button"
            disabled={busy !== null}
            onClick={() => void begin()}
            className="mt-4 block w-full cursor-pointer rounded-panel border-2 border-act bg-raised px-5 py-4 text-left hover:bg-act-soft disabled:cursor-default"
          >
            <span className="flex items-center justify-between text-[0.9375rem] leading-6 font-semibold text-act">
              {busy === 'try' || hurried
                ? 'Starting the platform on this computer…'
                : 'Try it with a synthetic practice'}
              <span className="text-ink-2">
                <KeyCap>Enter</KeyCap>
              </span>
            </span>
            <span className="block text-sm leading-[1.375rem] text-ink-2">
              A family practice in La Crosse, Wisconsin, made up for this purpose: about 25 accounts, 4,180
              patients, four months of work, and a few things that should not have happened.
            </span>
            <span className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-xs text-ink-2">
              {facts.map(([icon, words]) => (
                <span key={words} className="flex items-center gap-1.5">
                  <Icon of={icon} small /> {words}
                </span>
              ))}
            </span>
          </button>
          <RefusalLine refusal={refusal?.of === 'try' ? refusal.why : null} />
          <form
            onSubmit={(event) => void connect(event)}
            className="mt-3.5 rounded-panel border border-line-strong bg-raised px-5 py-4"
          >
            <label htmlFor="platform-address" className="block text-[0.9375rem] leading-6 font-semibold">
              Connect to your practice’s platform
            </label>
            <p className="text-sm leading-[1.375rem] text-ink-2">
              You need its address, your user name, and the phone or key that gives your sign-in codes.
            </p>
            <div className="mt-2.5 flex gap-2">
              <input
                id="platform-address"
                name="address"
                inputMode="url"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                placeholder="https://"
                maxLength={300}
                value={address}
                onChange={(event) => setAddress(event.target.value)}
                className="h-10 min-w-0 flex-1 rounded-control border border-line-strong bg-raised px-3 text-sm placeholder:text-ink-3"
              />
              <Button
                type="submit"
                className="h-10"
                disabled={!ready || busy !== null || address.trim() === ''}
              >
                <Icon of={ArrowRight} /> {busy === 'connect' ? 'Looking…' : 'Continue'}
              </Button>
            </div>
            <RefusalLine refusal={refusal?.of === 'connect' ? refusal.why : null} />
          </form>
          <RefusalLine refusal={refusal === null ? (view?.problem ?? null) : null} />
          <p className="mt-6 flex gap-2.5 border-t border-line pt-5 text-ink-2">
            <Icon of={LockKeyhole} className="mt-0.5" />
            <span>
              <strong className="font-semibold text-ink">What is kept here is encrypted.</strong> Opening it
              takes both this computer and the password of someone who works with it. Nothing is sent anywhere
              except to the platform you choose. The database of the synthetic practice is protected by your
              computer’s disk encryption alone.
            </span>
          </p>
        </div>
      </section>
    </main>
  );
}
