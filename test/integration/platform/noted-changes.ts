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
  { table: 'audit_tally', why: 'how many events there are of each kind' },
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

/** What differs since the last look. */
export interface Changes {
  /** The tables whose rows are others than they were: what was changed and changed back is no change. */
  tables: readonly string[];
  /** How many events there are. */
  events: number;
}

/** Of each row that comes and goes, a digest: the digests of a table add up to nothing where it holds what it held. */
const noting = [
  'create schema noted',
  'create table noted.change (place text not null, delta numeric not null)',
  'create table noted.unlooked (place text primary key, columns text[])',
  `create function noted.digest(one jsonb, unlooked text[]) returns numeric language sql immutable as
    $$ select hashtextextended((one - unlooked)::text, 0)::numeric $$`,
  // The service changes the rows, and has no business with these notes.
  `create function noted.note() returns trigger language plpgsql security definer as $$
    declare
      spared noted.unlooked;
      delta numeric := 0;
    begin
      select * into spared from noted.unlooked where place = tg_table_name;
      if found and spared.columns is null then return null; end if;
      if tg_op <> 'INSERT' then delta := delta - noted.digest(to_jsonb(old), coalesce(spared.columns, '{}')); end if;
      if tg_op <> 'DELETE' then delta := delta + noted.digest(to_jsonb(new), coalesce(spared.columns, '{}')); end if;
      if delta <> 0 then insert into noted.change values (tg_table_name, delta); end if;
      return null;
    end $$`,
];

/**
 * Has a database note what changes in any of its tables; once for each database. The tables are asked of the
 * catalogue: one that was added yesterday is looked at today. Truncation would escape, and nothing truncates.
 */
export async function noteChanges(owner: Database): Promise<void> {
  for (const statement of noting) await sql.raw(statement).execute(owner);
  const never = unlooked.filter(({ columns, during }) => columns === undefined && during === undefined);
  const { rows } = await sql<{ tablename: string }>`
    select tablename from pg_tables where schemaname = 'public' order by tablename`.execute(owner);
  for (const { tablename } of rows.filter((row) => never.every(({ table }) => table !== row.tablename))) {
    await sql`create trigger zz_noted after insert or update or delete on ${sql.table(tablename)}
      for each row execute function noted.note()`.execute(owner);
  }
}

/** Looks at what was noted since the last look, in one statement and so at one instant. */
export async function changesReader(
  owner: Database,
  call: PlatformCallName,
): Promise<() => Promise<Changes>> {
  const spared = unlooked.filter(({ during }) => during === undefined || during.includes(call));
  const rows = spared.map(({ table, columns = null }) => ({ place: table, columns }));
  await sql`delete from noted.unlooked`.execute(owner);
  await sql`insert into noted.unlooked select place, columns
    from json_to_recordset(${JSON.stringify(rows)}::json) as one(place text, columns text[])`.execute(owner);
  const look = sql<{ events: number; tables: string[] }>`
    with gone as (delete from noted.change returning place, delta)
    select (select count(*) from audit_intake) + (select size from checkpoint) as events,
      array(select place from gone group by place having sum(delta) <> 0 order by place) as tables`;
  return async () => {
    const { rows: found } = await look.execute(owner);
    const [one] = found;
    if (one === undefined) throw new Error('Nothing was answered');
    return { tables: one.tables, events: Number(one.events) };
  };
}
