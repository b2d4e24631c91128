import { sql } from 'kysely';
import { hash } from 'node:crypto';
import { forgottenAfter, secondsToWait, standingAfter } from '../../shared/domain/lockout';
import type { DatabaseTransaction } from '../database/schema';

/** One account, as it is spelled by whoever tries, at one address. */
export interface Attempted {
  userKey: string;
  address: string;
}

/** Whether an attempt may be made. `failures` is the length of the run, with this attempt if it may. */
export type Attempt =
  /** `isFirst`: no attempt was refused during this wait before. */
  | { waitSeconds: number; failures: number; isFirst: boolean }
  /** `at`: under which instant it is counted. */
  | { waitSeconds: 0; failures: number; at: number };

/**
 * Counts an attempt as failed before its password is looked at, so that a hundred guesses sent at once get no
 * further than one; a success forgets it again.
 */
export async function beginAttempt(
  transaction: DatabaseTransaction,
  attempted: Attempted,
  now: number,
): Promise<Attempt> {
  const { address } = attempted;
  const digest = digestOfKey(attempted.userKey);
  await sql`select pg_advisory_xact_lock(hashtextextended(${`sign-in ${address} ${digest}`}, 0))`.execute(
    transaction,
  );
  // Failures that a wrong clock put into the future would lock until that date: they happened by now.
  await transaction
    .updateTable('failed_sign_in')
    .set({ failed_at: now })
    .where('user_key_digest', '=', digest)
    .where('address', '=', address)
    .where('failed_at', '>', now)
    .execute();
  await transaction
    .deleteFrom('failed_sign_in')
    .where('failed_at', '<=', now - 2 * forgottenAfter)
    .execute();
  const rows = await transaction
    .selectFrom('failed_sign_in')
    .select(['failed_at', 'refused_at'])
    .where('user_key_digest', '=', digest)
    .where('address', '=', address)
    .orderBy('failed_at', 'desc')
    .execute();
  const standing = standingAfter(
    rows.map((row) => row.failed_at),
    now,
  );
  const waitSeconds = secondsToWait(standing, now);
  if (waitSeconds > 0) {
    // The wait is that of the newest failure.
    const newest = rows[0];
    const isFirst = newest?.refused_at === null;
    if (isFirst) {
      await transaction
        .updateTable('failed_sign_in')
        .set({ refused_at: now })
        .where('user_key_digest', '=', digest)
        .where('address', '=', address)
        .where('failed_at', '=', newest.failed_at)
        .execute();
    }
    return { waitSeconds, failures: standing.failures, isFirst };
  }
  await transaction
    .insertInto('failed_sign_in')
    .values({ user_key_digest: digest, address, failed_at: now })
    .execute();
  return { waitSeconds: 0, failures: standing.failures + 1, at: now };
}

/** Uncounts one attempt, which was no failure; those before it count as they did. */
export async function withdrawAttempt(
  transaction: DatabaseTransaction,
  attempted: Attempted,
  at: number,
): Promise<void> {
  await transaction
    .deleteFrom('failed_sign_in')
    .where('user_key_digest', '=', digestOfKey(attempted.userKey))
    .where('address', '=', attempted.address)
    .where('failed_at', '=', at)
    .execute();
}

export async function forgetFailures(transaction: DatabaseTransaction, attempted: Attempted): Promise<void> {
  await transaction
    .deleteFrom('failed_sign_in')
    .where('user_key_digest', '=', digestOfKey(attempted.userKey))
    .where('address', '=', attempted.address)
    .execute();
}

/** Keys are only compared, and somebody may have typed a password into the field of the name. */
export function digestOfKey(userKey: string): string {
  return hash('sha256', userKey, 'base64url');
}
