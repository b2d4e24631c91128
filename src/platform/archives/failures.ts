import { sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../database/schema';

/**
 * What does not verify is made anew by later rounds, but not for ever: whatever spoils it will not mend itself, and each
 * try reads a whole month. After so many in a row nothing is archived until somebody asks for it.
 */
export const MOST_ATTEMPTS = 3;

/** Counts one more for the archive that begins there; gives how many there were in a row. */
export async function countFailure(
  transaction: DatabaseTransaction,
  firstSeq: number,
  flaw: string,
  now: number,
): Promise<number> {
  const { attempts } = await transaction
    .insertInto('archive_failure')
    .values({ first_seq: firstSeq, attempts: 1, flaw, failed_at: now })
    .onConflict((conflict) =>
      conflict.column('first_seq').doUpdateSet({
        attempts: sql`archive_failure.attempts + 1`,
        flaw,
        failed_at: now,
      }),
    )
    .returning('attempts')
    .executeTakeFirstOrThrow();
  return attempts;
}

/** One verified, or somebody asked for another try. */
export async function forgetFailures(transaction: DatabaseTransaction): Promise<void> {
  await transaction.deleteFrom('archive_failure').execute();
}

/** Whether nothing is archived any more because what was archived did not verify. */
export async function haveGivenUp(db: Database): Promise<boolean> {
  const failure = await db
    .selectFrom('archive_failure')
    .select('attempts')
    .where('attempts', '>=', MOST_ATTEMPTS)
    .limit(1)
    .executeTakeFirst();
  return failure !== undefined;
}
