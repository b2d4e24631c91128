import { sql } from 'kysely';
import { prepared } from './prepared';
import { ask, type Question } from './question';
import type { DatabaseTransaction } from './schema';

/** One at a time, of all nodes: whoever else asks for the same waits until this transaction has ended. */
export async function takeLock(transaction: DatabaseTransaction, what: string): Promise<void> {
  await ask(transaction, lockOn(what));
}

/** The same as a question: what is asked with it, after it, waits too. */
export function lockOn(what: string): Question<unknown> {
  return lock.with({ what });
}

const lock = prepared<{ what: string }, unknown>(
  (_, { what }) => sql`select pg_advisory_xact_lock(hashtextextended(${what}, 0))`,
);
