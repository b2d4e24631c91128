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
  /** Why the vault did not open though the password was right; stands while another way is tried. */
  why: Refusal | null;
}

export const atPassword: SignInStanding = { step: 'password', kept: null, refusal: null, why: null };

/** Where a refused attempt leads. A code works once, so it is never sent again with what comes next. */
export function afterRefusal(
  { step, why }: Pick<SignInStanding, 'step' | 'why'>,
  { who, password, opener }: Attempt,
  refusal: Refusal,
): SignInStanding {
  const accepted: Attempt = { who, password };
  const withOpener: Attempt = opener === undefined ? accepted : { ...accepted, opener };
  switch (refusal.code) {
    case 'code-needed':
      return { step: 'code', kept: withOpener, refusal: null, why };
    case 'sealed-otherwise':
      return opener === undefined
        ? { step: 'sealed', kept: accepted, refusal: null, why: refusal }
        : { step: 'sealed', kept: accepted, refusal, why: why ?? refusal };
    case 'damaged':
      return { step: 'damaged', kept: accepted, refusal, why: null };
    default:
      break;
  }
  switch (step) {
    case 'password':
      return { ...atPassword, refusal };
    case 'code': {
      const told = refusal.code === 'wrong-credentials' ? wrongCode() : refusal;
      return { step, kept: withOpener, refusal: told, why };
    }
    case 'sealed':
    case 'damaged':
      return { step, kept: accepted, refusal, why };
  }
}

function wrongCode(): Refusal {
  return err(
    'wrong-credentials',
    'This code was not accepted. Nothing was opened.',
    'A code works once and for about a minute: wait for the next one. If that is refused too, the phone and this computer may not agree on the time.',
  );
}
