import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { err, ok, type Result } from '../../shared/domain/result';
import { listenTo } from './listen';
import { GatheringClient } from './one-message';
import type { OpenDatabase, Schema } from './schema';

export interface PostgresSettings {
  /** postgresql://user:password@host:port/database. Held in memory, never logged. */
  url: string;
  /** PEM of the authority that signed the server's certificate, where it is not a public one. */
  authority?: string | undefined;
  connections: number;
  /** Hears of a connection that broke while no statement ran on it. */
  onBroken: (error: Error) => void;
}

/** How long the server waits for a session of ours; milliseconds. */
export const patience = {
  statement_timeout: 30_000,
  // A node that freezes inside a batch must not hold the head of the log for the others.
  idle_in_transaction_session_timeout: 10_000,
} as const;

const int8 = 20;
const bytea = 17;

/** The same values as PGlite gives: int8 as a number where it is safe, bytea as a Uint8Array. */
const parsers: Partial<Record<number, (text: string) => unknown>> = {
  [int8]: (text) => {
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : BigInt(text);
  },
  [bytea]: (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')),
};

/** Opens a pool. Nothing is sent before the first query; a refusal names settings that are not safe. */
export function openPostgres(settings: PostgresSettings): Result<OpenDatabase> {
  const secured = connectionSecurity(settings.url, settings.authority);
  if (!secured.ok) return secured;
  const reached = {
    connectionString: secured.value.url,
    ssl: secured.value.ssl,
    connectionTimeoutMillis: 10_000,
  };
  const pool = new pg.Pool({
    ...reached,
    Client: GatheringClient,
    max: settings.connections,
    application_name: 'wardkeeper',
    ...patience,
    types: {
      getTypeParser: (oid: number, format: 'text' | 'binary' = 'text') =>
        (format === 'text' ? parsers[oid] : undefined) ??
        (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
    },
  });
  // A connection that breaks between two statements has nobody to tell but its listeners, and an 'error'
  // without one ends the process; the transaction that was on it fails at its next statement.
  pool.on('connect', (client) => client.on('error', settings.onBroken));
  pool.on('error', settings.onBroken);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return ok({
    db,
    upkeep: null,
    shared: true,
    listen: listenTo(
      'wardkeeper_log',
      { ...reached, application_name: 'wardkeeper-listener', keepAlive: true },
      (channel, text) => sql`select pg_notify(${channel}, ${text})`.execute(db),
    ),
    close: async () => {
      await db.destroy();
      // Kysely leaves a pool that it never queried open.
      if (!pool.ended) await pool.end();
    },
  });
}

/** Beyond this machine the server's certificate is verified, whatever the URL says; on it, none is needed. */
export function connectionSecurity(
  text: string,
  authority?: string,
): Result<{ url: string; ssl: false | { rejectUnauthorized: true; ca?: string } }> {
  if (!URL.canParse(text)) return unsafe('The address of the database is not a URL.');
  const url = new URL(text);
  if (url.protocol !== 'postgresql:' && url.protocol !== 'postgres:') {
    return unsafe('The address of the database does not start with postgresql://.');
  }
  // node-postgres takes the last of several.
  if (url.searchParams.getAll('host').length > 1) {
    return unsafe('The address of the database names more than one host.');
  }
  const host = url.searchParams.get('host') ?? url.hostname;
  for (const parameter of [...url.searchParams.keys()]) {
    if (parameter !== 'host')
      return unsafe(`The parameter ${parameter} in the address of the database is not known.`);
  }
  const onThisMachine = host.startsWith('/') || ['127.0.0.1', '[::1]', 'localhost'].includes(host);
  if (onThisMachine) return ok({ url: text, ssl: false });
  return ok({
    url: text,
    ssl: authority === undefined ? { rejectUnauthorized: true } : { rejectUnauthorized: true, ca: authority },
  });
}

function unsafe(message: string): Result<never> {
  return err('invalid-request', message, 'Write it as postgresql://user:password@host:5432/database.');
}
