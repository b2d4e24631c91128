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
import { ask, type Question } from './question';
import type { Database, Schema } from './schema';

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
export function unprepared<Row>(statement: RawBuilder<Row>): Question<Row[]> {
  return { query: statement.compile(builder), read: (rows) => rows as Row[] };
}
