import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type CompiledQuery,
  type RawBuilder,
} from 'kysely';
import { GoesAlong } from './gathering';
import type { Database, DatabaseTransaction, Schema } from './schema';

/** What stands in a statement for the values that are given each time it is sent. */
type Given<Values> = { readonly [Name in keyof Values]-?: RawBuilder<Values[Name]> };

/** Stands among the parameters of a built statement for the value of this name. */
class Place {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A query, or raw SQL. */
interface Buildable<Row> {
  compile(builder: Kysely<Schema>): CompiledQuery<Row>;
}

/** Builds statements, and reaches no database. */
const builder = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** A statement with its values, and what its rows say. */
export interface Question<Answer> {
  query: CompiledQuery;
  read(rows: unknown[]): Answer;
}

interface Prepared<Values, Row> {
  (db: Database, values: Values): Promise<Row[]>;
  /** The same, to be asked with others (`askTogether`). */
  with(values: Values): Question<Row[]>;
}

/**
 * A statement that is built once, at its first use. For those of every request and every sign-in: to build a small one
 * takes Kysely about a third of the time in which PGlite answers it. Its shape cannot depend on the values.
 */
export function prepared<Values extends object, Row>(
  build: (db: Kysely<Schema>, given: Given<Values>) => Buildable<Row>,
): Prepared<Values, Row> {
  const given = new Proxy({} as Given<Values>, { get: (_, name) => sql`${new Place(String(name))}` });
  let built: CompiledQuery<Row> | undefined;
  function filled(values: Values): Question<Row[]> {
    built ??= build(builder, given).compile(builder);
    const valueAt = (parameter: unknown) =>
      parameter instanceof Place ? values[parameter.name as keyof Values] : parameter;
    return {
      query: { ...built, parameters: built.parameters.map(valueAt) },
      read: (rows) => rows as Row[],
    };
  }
  return Object.assign((db: Database, values: Values) => ask(db, filled(values)), { with: filled });
}

/** A statement whose shape depends on what is asked. */
export function raw<Row>(statement: RawBuilder<Row>): Question<Row[]> {
  return { query: statement.compile(builder), read: (rows) => rows as Row[] };
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
