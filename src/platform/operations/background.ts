import { sql } from 'kysely';
import { SECOND, type Clock } from '../clock';
import type { Database } from '../database/schema';

/** How far what nobody waits for is, over all nodes, in numbers that name nobody. Times in seconds. */
export interface Background {
  /** Events of the log that were not looked at for signs of misuse, and how long the oldest has been in it. */
  unseen: number;
  unseenFor: number;
  /** Since the newest good backup was made; null where there is none. */
  backupAge: number | null;
  /** Since the practice began. */
  practiceAge: number;
  /** Backups that failed since the last good one. */
  backupFailures: number;
}

/** Throws what the database throws. */
export async function backgroundOf(db: Database, clock: Clock): Promise<Background> {
  const { rows } = await sql<{
    unseen: number;
    since: number | null;
    madeAt: number | null;
    createdAt: number;
    failures: number;
  }>`
    select (select size from checkpoint) - coalesce(next_seq, 0) as unseen,
      (select recorded_at from audit_event where seq >= next_seq order by seq limit 1) as since,
      (select max(made_at) from backup where outcome = 'good') as "madeAt",
      (select created_at from practice) as "createdAt",
      (select count(*) from backup where outcome = 'failed'
        and begun_at > coalesce((select max(begun_at) from backup where outcome = 'good'), 0)) as failures
    from detection_cursor`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new TypeError('The watch has no place in the log');
  const now = clock();
  const age = (since: number) => Math.max(0, now - since) / SECOND;
  return {
    unseen: Math.max(0, row.unseen),
    unseenFor: row.since === null ? 0 : age(row.since),
    backupAge: row.madeAt === null ? null : age(row.madeAt),
    practiceAge: age(row.createdAt),
    backupFailures: Number(row.failures),
  };
}
