import { sql } from 'kysely';
import { prepared } from './prepared';
import type { DatabaseTransaction } from './schema';

/** One at a time, of all nodes: whoever else asks for the same waits until this transaction has ended. */
export async function takeLock(transaction: DatabaseTransaction, what: string): Promise<void> {
  await lock(transaction, { what });
}

const lock = prepared<{ what: string }, unknown>(
  (_, { what }) => sql`select pg_advisory_xact_lock(hashtextextended(${what}, 0))`,
);
