import { sql } from 'kysely';
import type { Database, OpenDatabase } from './schema';

/** Events since the last time. */
const INTAKE_AFTER = 5_000;
const ALL_AFTER = 10_000;

/**
 * What a server's autovacuum does, for PGlite, which has none: without it the intake would keep the room of
 * everything that ever passed through, and the planner would take every table for an empty one.
 * The whole is looked at again each time it has grown by a tenth, as autovacuum does, so the cost of an
 * event stays the same however long the log is. By how much it has grown the database knows itself, over any number
 * of short lives of a service: `reltuples` is what it counted when last it looked.
 */
export function upkeepOf(db: Database): NonNullable<OpenDatabase['upkeep']> {
  // A console that is closed each evening sees few events: the first of each day clear what the last day left.
  let since = INTAKE_AFTER;
  return async (moved) => {
    since += moved;
    if (moved === 0 || since < INTAKE_AFTER) return;
    since = 0;
    const { rows } = await sql<{ held: number; counted: number }>`
      select (select coalesce(sum(events), 0) from audit_tally)::float8 as held,
        (select reltuples from pg_class where oid = 'audit_event'::regclass)::float8 as counted`.execute(db);
    const { held, counted } = rows[0] ?? { held: 0, counted: 0 };
    if (held - Math.max(counted, 0) >= ALL_AFTER + held / 10) {
      await sql`vacuum (analyze)`.execute(db);
    } else {
      await sql`vacuum audit_intake, audit_tally, checkpoint`.execute(db);
    }
  };
}

/**
 * Gives the room of rows that left the log's table back to it, and counts everything again: what has grown since then
 * is what upkeep goes by.
 */
export async function reclaim(db: Database): Promise<void> {
  await sql`vacuum (analyze)`.execute(db);
}
