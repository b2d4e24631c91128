import { sql } from 'kysely';
import { hash } from 'node:crypto';
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
export async function beginAttempt(db: Database, attempted: Attempted, now: number): Promise<Attempt> {
  const { address } = attempted;
  const digest = digestOf(attempted);
  return db.transaction().execute(async (transaction) => {
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
      .select('failed_at')
      .where('user_key_digest', '=', digest)
      .where('address', '=', address)
      .execute();
    const standing = standingAfter(
      rows.map((row) => row.failed_at),
      now,
    );
    const waitSeconds = secondsToWait(standing, now);
    if (waitSeconds > 0) return { waitSeconds };
    await transaction
      .insertInto('failed_sign_in')
      .values({ user_key_digest: digest, address, failed_at: now })
      .execute();
    return { waitSeconds: 0, failures: standing.failures + 1 };
  });
}

export async function forgetFailures(transaction: DatabaseTransaction, attempted: Attempted): Promise<void> {
  await transaction
    .deleteFrom('failed_sign_in')
    .where('user_key_digest', '=', digestOf(attempted))
    .where('address', '=', attempted.address)
    .execute();
}

/** Keys are only compared, and somebody may have typed a password into the field of the name. */
function digestOf({ userKey }: Attempted): string {
  return hash('sha256', userKey, 'base64url');
}
