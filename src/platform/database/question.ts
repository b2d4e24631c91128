import type { CompiledQuery } from 'kysely';
import { GoesAlong } from './gathering';
import type { Database, DatabaseTransaction } from './schema';

/** A statement with its values, and what its rows say. */
export interface Question<Answer> {
  query: CompiledQuery;
  read(rows: unknown[]): Answer;
}

/** The same question, its answer put otherwise. */
export function reading<A, B>({ query, read }: Question<A>, put: (answer: A) => B): Question<B> {
  return { query, read: (rows) => put(read(rows)) };
}

export async function ask<Answer>(db: Database, { query, read }: Question<Answer>): Promise<Answer> {
  return read((await db.executeQuery(query)).rows);
}

export type Questions<Answers extends unknown[]> = { [At in keyof Answers]: Question<Answers[At]> };

/**
 * Sends it with what is asked next in the transaction, at the latest with its commit, which fails where it does: nothing
 * waits for an answer meanwhile.
 */
export async function sendAlong(
  transaction: DatabaseTransaction,
  { query }: Question<unknown>,
): Promise<void> {
  // Kysely hands on what it is to send without looking at it.
  await transaction.executeQuery({ ...query, sql: new GoesAlong(query.sql) as unknown as string });
}

/**
 * Asks at once what needs no answer before it: each is done in its turn, as if it had been sent after the one before.
 * Throws what the first that failed throws, once all have ended.
 */
export async function askTogether<Answers extends unknown[]>(
  db: Database,
  questions: Questions<Answers>,
): Promise<Answers> {
  // Kysely sends one after the other in a transaction; its connection may be given several at once (gathering.ts).
  const answers = await db.getExecutor().provideConnection(async (connection) => {
    const asked = questions.map(({ query }) => connection.executeQuery(query));
    await Promise.allSettled(asked);
    return Promise.all(asked);
  });
  return questions.map(({ read }, at) => read(answers[at]?.rows ?? [])) as Answers;
}
