import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { BegunQuery } from '../../src/platform/database/begin-with-first';

/** A statement as it went to the driver; `begin` and `commit` stand for those of a transaction. */
export interface Statement {
  sql: string;
  parameters: readonly unknown[];
}

const isControl = (sql: string) => /^(begin|commit|rollback)$/i.test(sql);

let heard: Statement[] | null = null;

type Query = (this: unknown, sql: unknown, parameters?: readonly unknown[], ...rest: unknown[]) => unknown;

/** Listens to a driver's own query method: what it hears is what the service really sends. */
function listening(query: Query): Query {
  return function (sql, parameters, ...rest) {
    if (heard !== null && typeof sql === 'string') heard.push({ sql, parameters: parameters ?? [] });
    if (sql instanceof BegunQuery) heard?.push({ sql: sql.begin, parameters: [] }, sql.first);
    return query.call(this, sql, parameters, ...rest);
  };
}

/** Makes both drivers tell what goes through them, from now on. */
export function listenToDrivers(): void {
  const ofPostgres = pg.Client.prototype as unknown as { query: Query };
  ofPostgres.query = listening(ofPostgres.query);
  const ofPglite = PGlite.prototype as unknown as { query: Query; transaction: PGlite['transaction'] };
  ofPglite.query = listening(ofPglite.query);
  const { transaction } = ofPglite;
  ofPglite.transaction = function (this: PGlite, work) {
    heard?.push({ sql: 'begin', parameters: [] });
    return transaction
      .call(this, (inside) => {
        const query = inside.query.bind(inside) as Query;
        inside.query = listening(query) as typeof inside.query;
        return work(inside);
      })
      .then((done) => {
        heard?.push({ sql: 'commit', parameters: [] });
        return done;
      }) as never;
  };
}

/** What `work` sends, in order. */
export async function recorded<T>(work: () => Promise<T>): Promise<{ value: T; statements: Statement[] }> {
  const statements: Statement[] = [];
  heard = statements;
  try {
    return { value: await work(), statements };
  } finally {
    heard = null;
  }
}

/** Sends the same, by nothing but the driver. */
export type Replay = (statements: readonly Statement[]) => Promise<void>;

export function replayOnPostgres(client: pg.Client): Replay {
  return async (statements) => {
    for (const { sql, parameters } of statements) await client.query(sql, [...parameters]);
  };
}

export function replayOnPglite(database: PGlite): Replay {
  return async (statements) => {
    for (let at = 0; at < statements.length; at += 1) {
      const { sql, parameters } = statements[at] as Statement;
      if (!isControl(sql)) {
        await database.query(sql, [...parameters]);
        continue;
      }
      const end = statements.findIndex((statement, i) => i > at && isControl(statement.sql));
      const inside = statements.slice(at + 1, end);
      await database.transaction(async (transaction) => {
        for (const statement of inside) await transaction.query(statement.sql, [...statement.parameters]);
      });
      at = end;
    }
  };
}
