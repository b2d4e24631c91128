/**
 * Why a statement failed, as far as anybody here may decide by it. The list is closed.
 * Both engines carry the SQLSTATE in `code` (PGlite's error class has no stable name); a lost connection has
 * Node's own code or none at all.
 */
export type DatabaseFault =
  | 'exists' // a unique constraint
  | 'append-only' // our triggers: the audit tables are only ever added to
  | 'forbidden' // the service's role may not do this
  | 'contended' // deadlock, lock or statement timeout, out of memory: the same request can succeed later
  | 'lost' // the connection or the server went away
  | 'full' // no room left on the disk
  | 'damaged' // the database found its own files inconsistent
  | 'unexpected';

/** The SQLSTATE that the migrations' triggers raise. */
export const APPEND_ONLY = 'WKA01';

const byState: readonly [RegExp, DatabaseFault][] = [
  [/^23505$/, 'exists'],
  [new RegExp(`^${APPEND_ONLY}$`), 'append-only'],
  [/^42501$/, 'forbidden'],
  [/^(40001|40P01|55P03|57014|25P03|53200)$/, 'contended'],
  [/^(08...|57P0.|53300)$/, 'lost'],
  [/^53100$/, 'full'],
  [/^(XX001|XX002)$/, 'damaged'],
  [/^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)$/, 'lost'],
];

export function faultOf(error: unknown): DatabaseFault {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return byState.find(([state]) => state.test(code))?.[1] ?? 'unexpected';
  return typeof message === 'string' && withoutCode.test(message) ? 'lost' : 'unexpected';
}

/** What node-postgres says, without a code, where the socket ended under a query or before it. */
const withoutCode =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (was closed|has encountered a connection error) and is not queryable)/;
