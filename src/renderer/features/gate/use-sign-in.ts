import { useState } from 'react';
import type { OtherOpener } from '../../../shared/contract/bridge/gate';
import type { Bridge } from '../../lib/bridge';
import { useCountdown } from '../../lib/use-countdown';
import type { Entered, OnEntered } from './entered';
import { afterRefusal, atPassword, type Attempt, type SignInStanding } from './sign-in-steps';

export interface SigningIn extends SignInStanding {
  busy: boolean;
  /** Seconds until the next try is looked at; 0 when now. */
  wait: number;
  /** In, by the recovery phrase: told before the gate opens. */
  byPhrase: Entered | null;
  /** Tries; true where what was typed was looked at, and is to be typed anew. */
  send(attempt: Attempt): Promise<boolean>;
  /** Tries again with what was accepted and what is added. */
  add(more: { code: string } | { opener: OtherOpener }): Promise<boolean>;
  startWait(seconds: number): void;
  /** Forgets everything typed. */
  back(): void;
  /** Takes the refusal away once something else is typed. */
  forgive(): void;
}

/** One person's way in: password, then what the platform and the vault ask for beside it. */
export function useSignIn(bridge: Bridge | null, onEntered: OnEntered, onRefused: () => void): SigningIn {
  const [standing, setStanding] = useState<SignInStanding>(atPassword);
  const [busy, setBusy] = useState(false);
  const [byPhrase, setByPhrase] = useState<Entered | null>(null);
  const [wait, startWait] = useCountdown();

  async function send(attempt: Attempt): Promise<boolean> {
    if (bridge === null || busy || wait > 0) return false;
    setBusy(true);
    const result = await bridge.call('gate.signIn', attempt);
    setBusy(false);
    if (result.ok) {
      setStanding(atPassword);
      if (result.value.openedBy === 'phrase') setByPhrase(result.value);
      else onEntered(result.value);
      return true;
    }
    setStanding(afterRefusal(standing, attempt, result));
    onRefused();
    if (result.code !== 'too-many') return true;
    startWait(result.retryAfter ?? 1);
    return false;
  }

  return {
    ...standing,
    busy,
    wait,
    byPhrase,
    send,
    add: (more) => (standing.kept === null ? Promise.resolve(false) : send({ ...standing.kept, ...more })),
    startWait,
    back: () => setStanding(atPassword),
    forgive: () => setStanding((now) => ({ ...now, refusal: null })),
  };
}
