import { sql } from 'kysely';
import type { PlatformCallName } from '../../../src/shared/contract/platform/calls';
import type { Database } from '../../../src/platform/database/schema';

/** What may change without an event of its own, and why. Whole tables, or columns of one. */
interface Unlooked {
  table: string;
  columns?: readonly string[];
  /** Only while one of these is asked; left out: always. */
  during?: readonly PlatformCallName[];
  why: string;
}

export const unlooked: readonly Unlooked[] = [
  { table: 'audit_intake', why: 'the events themselves, which are counted' },
  { table: 'audit_event', why: 'the events themselves, which are counted' },
  { table: 'tree_node', why: 'hashes of the events' },
  { table: 'checkpoint', why: 'the signed head of the events' },
  { table: 'detection_cursor', why: 'how far the detectors have read the log, which they do by themselves' },
  { table: 'detector_state', why: 'what the detectors remember of the log they read' },
  {
    table: 'alert',
    columns: [
      ...['count', 'facts', 'first_at', 'last_at', 'reason', 'weight', 'version'],
      ...['user_id', 'address', 'session_id', 'answer'],
    ],
    why: 'what is found again joins its alert; the events in which it was found are in the log',
  },
  {
    table: 'trail_reading',
    columns: ['next_seq'],
    why: 'the reading of a run is recorded once, however many pages it takes',
  },
  {
    table: 'refresh_token',
    during: ['auth.refreshSession'],
    why: 'declared without an event: a console that stays open does it by itself',
  },
  {
    table: 'session',
    columns: ['refreshed_at'],
    during: ['auth.refreshSession'],
    why: 'declared without an event: a console that stays open does it by itself',
  },
  {
    table: 'cosignature',
    during: ['audit.cosignCheckpoint'],
    why: 'declared without an event: it is itself a signed record',
  },
  {
    table: 'cosigned_checkpoint',
    during: ['audit.cosignCheckpoint'],
    why: 'declared without an event: the head that a cosignature is of',
  },
];

export interface WholeState {
  /** Of each table, or of what is looked at of it, a digest of its whole rows. */
  tables: ReadonlyMap<string, string>;
  /** How many events there are. */
  events: number;
}

/**
 * Looks at every table there is in one statement, and so at one instant. The tables are asked of the catalogue: one
 * that was added yesterday is looked at today.
 */
export async function stateReader(
  db: Database,
  call: PlatformCallName | null,
): Promise<() => Promise<WholeState>> {
  const { rows: found } = await sql<{ tablename: string }>`
    select tablename from pg_tables where schemaname = 'public' order by tablename`.execute(db);
  const parts = found.flatMap(({ tablename }) => {
    const spared = unlooked.filter(
      ({ table, during }) =>
        table === tablename && (during === undefined || (call !== null && during.includes(call))),
    );
    if (spared.some(({ columns }) => columns === undefined)) return [];
    const columns = spared.flatMap((one) => one.columns ?? []);
    const row =
      columns.length === 0
        ? sql`t::text`
        : sql`(to_jsonb(t) - ${sql.lit(`{${columns.join()}}`)}::text[])::text`;
    return [
      sql`select ${sql.lit(tablename)} as name,
        concat(count(*), ' ', sum(hashtextextended(${row}, 0)::numeric)) as digest from ${sql.table(tablename)} as t`,
    ];
  });
  const query = sql<{ name: string; digest: string }>`${sql.join(parts, sql` union all `)}
    union all select '', ((select count(*) from audit_intake) + (select size from checkpoint))::text`;
  return async () => {
    const { rows } = await query.execute(db);
    const tables = new Map(rows.map(({ name, digest }) => [name, digest]));
    const events = Number(tables.get(''));
    tables.delete('');
    return { tables, events };
  };
}

/** The tables in which something differs. */
export function changedTables(before: WholeState, after: WholeState): string[] {
  return [...after.tables]
    .filter(([name, digest]) => before.tables.get(name) !== digest)
    .map(([name]) => name);
}
