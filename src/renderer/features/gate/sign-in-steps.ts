import type { z } from 'zod';
import type { OtherOpener, signIn } from '../../../shared/contract/bridge/gate';
import { err, type Refusal } from '../../../shared/domain/result';

export type Who = z.input<(typeof signIn)['request']>['who'];

/** What a person has given so far. */
export interface Attempt {
  who: Who;
  password: string;
  code?: string;
  opener?: OtherOpener;
}

export interface SignInStanding {
  step: 'password' | 'code' | 'sealed' | 'damaged';
  /** What was accepted so far and is sent again with what comes next; null at the first step. */
  kept: Attempt | null;
  refusal: Refusal | null;
}

export const atPassword: SignInStanding = { step: 'password', kept: null, refusal: null };

/** Where a refused attempt leads. */
export function afterRefusal(step: SignInStanding['step'], tried: Attempt, refusal: Refusal): SignInStanding {
  const { who, password, opener } = tried;
  const accepted: Attempt = { who, password };
  if (refusal.code === 'code-needed') {
    return { step: 'code', kept: opener === undefined ? accepted : { ...accepted, opener }, refusal: null };
  }
  if (refusal.code === 'sealed-otherwise') {
    // A code works once: the platform asks for the next one where it wants it.
    return { step: 'sealed', kept: accepted, refusal: opener === undefined ? null : refusal };
  }
  if (refusal.code === 'damaged') return { step: 'damaged', kept: accepted, refusal };
  if (step === 'code') {
    const kept = opener === undefined ? accepted : { ...accepted, opener };
    return { step, kept, refusal: refusal.code === 'wrong-credentials' ? wrongCode() : refusal };
  }
  if (step !== 'password') return { step, kept: accepted, refusal };
  return { step, kept: null, refusal };
}

function wrongCode(): Refusal {
  return err(
    'wrong-credentials',
    'This code was not accepted. Nothing was opened.',
    'A code works once and for about a minute. Wait for the next one, or check that your phone shows the right time.',
  );
}
