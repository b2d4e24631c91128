import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { EmbeddedConnection } from '../../src/platform/database/embedded-pool';
import type { Statement } from '../../src/platform/database/gathering';
import { OneMessage } from '../../src/platform/database/one-message';

const isControl = (sql: string) => /^(begin|commit|rollback)$/i.test(sql);

let heard: Statement[] | null = null;

type Query = (this: unknown, sql: unknown, parameters?: readonly unknown[], ...rest: unknown[]) => unknown;

/** Listens to a driver's own query method: what it hears is what the service really sends. */
function listening(query: Query): Query {
  return function (sql, parameters, ...rest) {
    if (heard !== null && typeof sql === 'string') heard.push({ sql, parameters: parameters ?? [] });
    if (sql instanceof OneMessage) heard?.push(...sql.statements);
    return query.call(this, sql, parameters, ...rest);
  };
}

/** Makes both drivers tell what goes through them, from now on. */
export function listenToDrivers(): void {
  const ofPostgres = pg.Client.prototype as unknown as { query: Query };
  ofPostgres.query = listening(ofPostgres.query);
  const ofPglite = EmbeddedConnection.prototype;
  const { send } = ofPglite;
  ofPglite.send = function (statements) {
    heard?.push(...statements);
    return send.call(this, statements);
  };
}

/** What `work` sends, in order; `begin` and `commit` stand for those of a transaction. */
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
