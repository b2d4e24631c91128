import { sql } from 'kysely';
import { forgottenAfter, secondsToWait, standingAfter } from '../../shared/domain/lockout';
import type { Database, DatabaseTransaction } from '../database/schema';

/** One account, as it is spelled by whoever tries, at one address. */
export interface Attempted {
  userKey: string;
  address: string;
}

/** Whether an attempt may be made, and after a failure of it, whether that one locked out. */
export type Attempt = { waitSeconds: number } | { waitSeconds: 0; failures: number };

/**
 * Counts an attempt as failed before its password is looked at, so that a hundred guesses sent at once get no
 * further than one; a success forgets it again. `failures` is the length of the run with this one.
 */
export async function beginAttempt(
  db: Database,
  { userKey, address }: Attempted,
  now: number,
): Promise<Attempt> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`sign-in ${address} ${userKey}`}, 0))`.execute(
      transaction,
    );
    const rows = await transaction
      .selectFrom('failed_sign_in')
      .select('failed_at')
      .where('user_key', '=', userKey)
      .where('address', '=', address)
      .where('failed_at', '>', now - 2 * forgottenAfter)
      .execute();
    const standing = standingAfter(
      rows.map((row) => row.failed_at),
      now,
    );
    const waitSeconds = secondsToWait(standing, now);
    if (waitSeconds > 0) return { waitSeconds };
    await transaction
      .insertInto('failed_sign_in')
      .values({ user_key: userKey, address, failed_at: now })
      .execute();
    return { waitSeconds: 0, failures: standing.failures + 1 };
  });
}

export async function forgetFailures(
  transaction: DatabaseTransaction,
  { userKey, address }: Attempted,
): Promise<void> {
  await transaction
    .deleteFrom('failed_sign_in')
    .where('user_key', '=', userKey)
    .where('address', '=', address)
    .execute();
}
