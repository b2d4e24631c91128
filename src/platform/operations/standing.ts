import { sql } from 'kysely';
import { haveGivenUp } from '../archives/failures';
import { SECOND, type Clock } from '../clock';
import type { Database } from '../database/schema';
import { countLiveSessions } from '../identity/sessions';

/** How the service stands with its database, in numbers that name nobody. Times in seconds. */
export interface Standing {
  logSize: number;
  /** Events that wait for their place in the log, counted up to `MOST_COUNTED`. */
  waiting: number;
  /** How long the oldest of them has waited. */
  lag: number;
  /** This computer's clock less the database's. */
  clockAhead: number;
  /** Nothing of the log is archived any more: what was archived did not verify. */
  archivesGivenUp: boolean;
}

const MOST_COUNTED = 100_000;

/** Throws what the database throws. */
export async function standingOf(db: Database, clock: Clock): Promise<Standing> {
  const { rows } = await sql<{ size: number; waiting: number; oldest: string | null; now: number }>`
    select (select size from checkpoint) as size,
      (select count(*) from (select from audit_intake limit ${MOST_COUNTED}) as counted) as waiting,
      (select event_id::text from audit_intake order by arrival limit 1) as oldest,
      (extract(epoch from clock_timestamp()) * 1000000)::bigint as now`.execute(db);
  const now = clock();
  const [row] = rows;
  if (row === undefined) throw new TypeError('The log has no head');
  return {
    logSize: row.size,
    waiting: row.waiting,
    lag: row.oldest === null ? 0 : Math.max(0, now - takenInAt(row.oldest)) / SECOND,
    clockAhead: (now - row.now) / SECOND,
    archivesGivenUp: await haveGivenUp(db),
  };
}

/** An event's id says when it was taken in (UUIDv7, RFC 9562, section 5.7). Microseconds. */
function takenInAt(eventId: string): number {
  return Number.parseInt(eventId.replaceAll('-', '').slice(0, 12), 16) * 1000;
}

export async function sessionsOf(db: Database, clock: Clock): Promise<number> {
  return countLiveSessions(db, clock());
}
