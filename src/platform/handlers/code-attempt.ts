import { ask } from '../database/question';
import type { DatabaseTransaction } from '../database/schema';
import { beginAttempt, codesOf, forgettingFailures, type Attempt } from '../identity/failures';
import type { SecondFactor } from '../identity/second-factor';

/** A code that was looked at, or that has to wait. */
export type LookedAtCode =
  | { accepted: 'app' | 'recovery-code' | null; failures: number }
  /** It was not looked at: so many wrong ones came before it, from anywhere. */
  | { waits: Extract<Attempt, { isFirst: boolean }> };

/**
 * Looks at a code of a second factor that is on, once its turn has come. The password was right; the transaction has
 * locked the account. `now` in microseconds.
 */
export async function attemptCode(
  transaction: DatabaseTransaction,
  factor: SecondFactor,
  userKey: string,
  code: string,
  now: number,
): Promise<LookedAtCode> {
  const attempted = codesOf(userKey);
  const begun = await beginAttempt(transaction, attempted, now);
  if (!('at' in begun)) return { waits: begun };
  const accepted = await factor.accept(code, now);
  if (accepted !== null) await ask(transaction, forgettingFailures(attempted));
  return { accepted, failures: begun.failures };
}
