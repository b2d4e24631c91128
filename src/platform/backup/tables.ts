import { sql, type RawBuilder } from 'kysely';
import { createHash } from 'node:crypto';
import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE } from 'kysely/migration';
import type { Database } from '../database/schema';

/** A table as the catalogue describes it. */
export interface Table {
  name: string;
  columns: string[];
  /** Columns of its primary key; `isText` where their order depends on a collation. */
  key: { name: string; isText: boolean }[];
  /** Columns that count by themselves. */
  identities: string[];
}

/** Rows as JSON, as many as one statement gives. */
export type Rows = string[];

/** The log: only ever added to, so it is read after the snapshot, up to the snapshot's head. */
export const LOG = 'audit_event';
/** What was sealed of the log, and the archives it belongs to. Nothing moves while a backup is made (archives/turn.ts). */
export const CHUNKS = 'audit_archive_chunk';
export const ARCHIVES = 'audit_archive';

/**
 * What a backup leaves out: the migrator's own tables, whose names of migrations stand at its beginning, what is
 * counted again of the log as it comes in, and what a made-up practice holds only for those who measure, which the service's
 * role cannot read.
 */
const leftOut = [DEFAULT_MIGRATION_TABLE, DEFAULT_MIGRATION_LOCK_TABLE, 'audit_tally', 'planted_misuse'];

const BATCH = 500;
/** A chunk has up to 4 MiB, twice as much in hex. */
const CHUNKS_AT_ONCE = 4;

/**
 * Every table of the schema, those that others refer to first, then the chunks of archives, the log last. Read from the
 * catalogue: a new one is in it.
 */
export async function tablesOf(db: Database): Promise<Table[]> {
  const { rows } = await sql<Table & { parents: string[] }>`
    select relname::text as name,
      (select coalesce(json_agg(attname order by attnum), '[]') from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
      (select coalesce(json_agg(attname), '[]') from pg_attribute
        where attrelid = c.oid and attnum > 0 and attidentity <> '') as identities,
      (select coalesce(json_agg(json_build_object('name', attname, 'isText', attcollation <> 0) order by place), '[]')
        from pg_index cross join unnest(indkey) with ordinality as part (number, place)
          join pg_attribute on attrelid = indrelid and attnum = number
        where indrelid = c.oid and indisprimary) as key,
      (select coalesce(json_agg(distinct parent.relname), '[]') from pg_constraint
          join pg_class as parent on parent.oid = confrelid
        where conrelid = c.oid and contype = 'f' and confrelid <> conrelid) as parents
    from pg_class as c
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
      and relname <> all (${leftOut})
    order by relname`.execute(db);
  const inOrder: Table[] = [];
  const afterwards = [CHUNKS, LOG];
  const waiting = [...rows].sort((a, b) => afterwards.indexOf(a.name) - afterwards.indexOf(b.name));
  while (waiting.length > 0) {
    const at = waiting.findIndex(({ parents }) =>
      parents.every((parent) => inOrder.some(({ name }) => name === parent)),
    );
    const [next] = waiting.splice(at, 1);
    if (at < 0 || next === undefined) throw new TypeError('Tables refer to each other in a circle');
    const { name, columns, key, identities } = next;
    inOrder.push({ name, columns, key, identities });
  }
  return inOrder;
}

/** The rows of a table in an order that both engines share. Needs a transaction: it reads by a cursor. */
export async function* rowsOf(transaction: Database, table: Table): AsyncGenerator<Rows> {
  await sql`declare backup_row no scroll cursor for
    select row_to_json(r)::text as row from (${selected(table)} where ${kept(table)}) as r
    order by ${ordered(table)}`.execute(transaction);
  for (;;) {
    const { rows } = await sql<{ row: string }>`fetch ${sql.lit(BATCH)} from backup_row`.execute(transaction);
    if (rows.length > 0) yield rows.map(({ row }) => row);
    if (rows.length < BATCH) break;
  }
  await sql`close backup_row`.execute(transaction);
}

/** Whether a table is read place by place, outside of a snapshot: what it holds below a head never changes. */
export function isOfTheLog({ name }: Pick<Table, 'name'>): boolean {
  return name === CHUNKS || name === LOG;
}

/** What one of these two tables holds of the first `size` events, in the log's order; each batch a statement. */
export async function* logRows(db: Database, table: Table, size: number): AsyncGenerator<Rows> {
  const [place, batch] = table.name === LOG ? [sql`seq`, BATCH] : [sql`first_seq`, CHUNKS_AT_ONCE];
  for (let from = 0, isMore = true; isMore;) {
    const { rows } = await sql<{ row: string; place: number }>`
      select row_to_json(r)::text as row, ${place} as place from (${selected(table)}
        where ${place} >= ${from} and ${place} < ${size} order by ${place} limit ${batch}) as r
      order by ${place}`.execute(db);
    yield rows.map(({ row }) => row);
    isMore = rows.length === batch;
    from = Number(rows.at(-1)?.place ?? 0) + 1;
    // PGlite answers without leaving the turn: others come in between.
    await nextTurn();
  }
}

/** SHA-256 over rows, each with a line break, in hex; and how many there were. */
export function rowDigest(): { add(rows: Rows): void; end(): { rows: number; sha256: string } } {
  const hash = createHash('sha256');
  let count = 0;
  return {
    add(rows) {
      for (const row of rows) hash.update(row).update('\n');
      count += rows.length;
    },
    end: () => ({ rows: count, sha256: hash.digest('hex') }),
  };
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function columnList({ columns }: Pick<Table, 'columns'>): RawBuilder<unknown> {
  return sql.join(columns.map((column) => sql.id(column)));
}

function selected(table: Table): RawBuilder<unknown> {
  return sql`select ${columnList(table)} from ${sql.table(table.name)}`;
}

/** The backup that is being made does not tell of itself. */
function kept({ name }: Table): RawBuilder<unknown> {
  return name === 'backup' ? sql`outcome <> 'running'` : sql`true`;
}

/** "C": the same order whatever collation a database has. */
function ordered({ key }: Table): RawBuilder<unknown> {
  if (key.length === 0) return sql`row_to_json(r)::text collate "C"`;
  return sql.join(
    key.map(({ name, isText }) => (isText ? sql`${sql.id(name)} collate "C"` : sql`${sql.id(name)}`)),
  );
}
