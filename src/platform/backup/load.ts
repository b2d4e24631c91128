import { sql } from 'kysely';
import type { NoteVerifier } from '../../shared/transparency/signed-note';
import { verifyArchive } from '../archives/verify';
import type { Database, DatabaseTransaction } from '../database/schema';
import { opensDataKeys, type ServiceKey } from '../phi/data-keys';
import type { Beginning, Piece } from './contents';
import { logRoot } from './log-root';
import { otherContents, otherPhiKey, otherSchema, RefusedBackup, wrongArchive } from './refused';
import {
  ARCHIVES,
  CHUNKS,
  columnList,
  isOfTheLog,
  logRows,
  nextTurn,
  rowDigest,
  rowsOf,
  tablesOf,
  type Rows,
  type Table,
} from './tables';

/** What the log was signed with, and what its archives are sealed under in the end. */
export interface LogKeys {
  verifier: NoteVerifier;
  phiKey: ServiceKey;
}

/** What was found in a backup. */
export interface Found {
  /** Events in the log, and its root in base64url, which the log's own signature covers. */
  events: number;
  root: string;
}

interface Digest {
  rows: number;
  sha256: string;
}

/**
 * Puts the rows of a backup into an empty database of its schema, whose transaction this is; then reads every table
 * again, compares counts and digests, recomputes the log's root from the archives and events that are now in it, and
 * opens every archive. Throws `RefusedBackup` where anything differs, and the reason of an aborted `signal`. `pieces`
 * without its beginning.
 */
export async function loadBackup(
  transaction: DatabaseTransaction,
  beginning: Beginning,
  pieces: AsyncIterable<Piece>,
  keys: LogKeys,
  signal?: AbortSignal,
): Promise<Found> {
  const tables = await tablesOf(transaction);
  const hasArchives = tables.some(({ name }) => name === CHUNKS);
  if (hasArchives) await guardArchives(transaction, false);
  const expected = new Map<string, Digest>();
  let put: ((rows: Rows) => Promise<void>) | undefined;
  for await (const piece of pieces) {
    if (piece.type === 'table') {
      const table = tables.find(({ name }) => name === piece.name);
      if (table === undefined) throw new RefusedBackup(otherSchema);
      put = await putting(transaction, table);
    } else if (piece.type === 'rows') {
      await put?.(piece.rows);
      await goOn(signal);
    } else if (piece.type === 'end') {
      expected.set(piece.table, { rows: piece.rows, sha256: piece.sha256 });
    }
  }
  if (expected.size !== tables.length) throw new RefusedBackup(otherSchema);
  if (hasArchives) await guardArchives(transaction, true);
  const root = logRoot();
  for (const table of tables) {
    await countOn(transaction, table);
    const digest = rowDigest();
    const { size } = beginning.head;
    const batches = isOfTheLog(table) ? logRows(transaction, table, size) : rowsOf(transaction, table);
    for await (const rows of batches) {
      digest.add(rows);
      root.add(table.name, rows);
      await goOn(signal);
    }
    const found = digest.end();
    const before = expected.get(table.name);
    if (before?.rows !== found.rows || before.sha256 !== found.sha256) throw new RefusedBackup(otherContents);
  }
  const found = { events: beginning.head.size, root: root.check(beginning.head, keys.verifier) };
  if (hasArchives) await openArchives(transaction, keys, signal);
  return found;
}

/**
 * What guards the steps of archives takes none that comes as it stood somewhere else: they are held to the log's root
 * instead.
 */
async function guardArchives(transaction: Database, isOn: boolean): Promise<void> {
  const how = sql.raw(isOn ? 'enable always' : 'disable');
  await sql`alter table ${sql.table(ARCHIVES)} ${how} trigger archive_begins`.execute(transaction);
  await sql`alter table ${sql.table(CHUNKS)} ${how} trigger unfinished_only`.execute(transaction);
}

/** Everything sealed opens, and each event in it is the one that its hash stands for. */
async function openArchives(
  db: DatabaseTransaction,
  { phiKey, verifier }: LogKeys,
  signal: AbortSignal | undefined,
): Promise<void> {
  const archives = await db
    .selectFrom('audit_archive')
    .selectAll()
    .where('state', 'not in', ['making', 'purged'])
    .orderBy('first_seq')
    .execute();
  if (archives.length > 0 && !(await opensDataKeys(db, phiKey))) throw new RefusedBackup(otherPhiKey);
  for (const archive of archives) {
    const found = await verifyArchive({ db, phi: { key: phiKey }, logVerifier: verifier }, archive);
    if (typeof found === 'string') throw new RefusedBackup(wrongArchive);
    signal?.throwIfAborted();
  }
}

/** The same of the file alone, without a database to put it into: what is sealed in archives is not opened. */
export async function readBackup(
  beginning: Beginning,
  pieces: AsyncIterable<Piece>,
  verifier: NoteVerifier,
  signal?: AbortSignal,
): Promise<Found> {
  const root = logRoot();
  for await (const piece of pieces) {
    if (piece.type === 'rows') root.add(piece.table, piece.rows);
    await goOn(signal);
  }
  return { events: beginning.head.size, root: root.check(beginning.head, verifier) };
}

/** Others come in between; what is to be broken off is. */
async function goOn(signal: AbortSignal | undefined): Promise<void> {
  await nextTurn();
  signal?.throwIfAborted();
}

/** The first of the pieces, taken off. */
export async function beginningFrom(pieces: AsyncGenerator<Piece>): Promise<Beginning> {
  const first = await pieces.next();
  if (first.done === true || first.value.type !== 'begin') throw new RefusedBackup(otherContents);
  const { type: _, ...beginning } = first.value;
  return beginning;
}

/** Puts rows into one table. What the schema itself begins with (the head, the settings) is replaced. */
async function putting(transaction: Database, table: Table): Promise<(rows: Rows) => Promise<void>> {
  const name = sql.table(table.name);
  const { rows: some } = await sql`select from ${name} limit 1`.execute(transaction);
  const columns = columnList(table);
  const key = sql.join(table.key.map((part) => sql.id(part.name)));
  const changes = sql.join(
    table.columns.map((column) => sql`${sql.id(column)} = excluded.${sql.id(column)}`),
  );
  const conflict =
    some.length === 0
      ? sql``
      : sql`on conflict (${key}) do update set ${changes} where (kept.*) is distinct from (excluded.*)`;
  return async (rows) => {
    await sql`
      insert into ${name} as kept (${columns}) overriding system value
      select ${columns} from json_populate_recordset(null::${name}, ${`[${rows.join(',')}]`}::json)
      ${conflict}`.execute(transaction);
  };
}

/** What counts by itself goes on after what was put in. */
async function countOn(transaction: Database, { name, identities }: Table): Promise<void> {
  for (const column of identities) {
    await sql`select setval(pg_get_serial_sequence(${name}, ${column}), max(${sql.id(column)}))
      from ${sql.table(name)} having count(*) > 0`.execute(transaction);
  }
}
