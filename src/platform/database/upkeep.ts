import { sql } from 'kysely';
import type { Database, OpenDatabase } from './schema';

const INTAKE_AFTER = 5_000;
const ALL_AFTER = 10_000;

/**
 * What a server's autovacuum does, for PGlite, which has none: without it the intake would keep the room of
 * everything that ever passed through, and the planner would take every table for an empty one.
 * The whole is looked at again each time it has grown by a tenth, as autovacuum does, so the cost of an
 * event stays the same however long the log is.
 */
export function upkeepOf(db: Database): NonNullable<OpenDatabase['upkeep']> {
  let sinceIntake = 0;
  let sinceAll = 0;
  return async (moved) => {
    sinceIntake += moved;
    sinceAll += moved;
    if (sinceIntake < INTAKE_AFTER) return;
    sinceIntake = 0;
    const { size } = await db.selectFrom('checkpoint').select('size').executeTakeFirstOrThrow();
    if (sinceAll >= ALL_AFTER + size / 10) {
      sinceAll = 0;
      await sql`vacuum (analyze)`.execute(db);
    } else {
      await sql`vacuum audit_intake, audit_tally, checkpoint`.execute(db);
    }
  };
}

/** Gives the room of rows that left the log's table back to it, and counts again. */
export async function reclaim(db: Database): Promise<void> {
  await sql`vacuum (analyze) audit_event`.execute(db);
}
