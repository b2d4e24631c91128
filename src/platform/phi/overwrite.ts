import { sql } from 'kysely';
import type { Clock } from '../clock';
import type { Database } from '../database/schema';
import { lockKeys } from './data-keys';

/** What PostgreSQL says when a lock was not to be had in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Has destroyed keys leave the database's files: an update leaves the row as it was beside the new one, so the table
 * is written anew into another file. False while a transaction is open that is older than the destruction, a backup
 * for example: PostgreSQL carries what it may see into the new file. The write-ahead log holds the rows until it is
 * written over.
 *
 * What it keeps goes by this session's own state, too: that dates back to the oldest transaction that writes anywhere
 * on the server, while of other databases' sessions none is asked (PostgreSQL 17, procarray.c, ComputeXidHorizons and
 * GetSnapshotData).
 */
export async function overwriteDestroyed(db: Database, clock: Clock): Promise<boolean> {
  try {
    return await db.transaction().execute(async (transaction) => {
      await lockKeys(transaction);
      const { rows } = await sql<{ waits: boolean; seen: boolean }>`
        select count(*) > 0 as waits, coalesce(bool_or(exists (
          select from pg_stat_activity as other
          where other.datname = current_database()
            and (age(other.backend_xmin) >= age(phi_key.xmin) or age(other.backend_xid) >= age(phi_key.xmin))
          )), false) as seen
        from phi_key where state = 'destroyed' and overwritten_at is null`.execute(transaction);
      if (rows[0]?.waits !== true) return true;
      if (rows[0].seen) return false;
      await sql`select rewrite_phi_key()`.execute(transaction);
      await transaction
        .updateTable('phi_key')
        .set({ overwritten_at: clock() })
        .where('state', '=', 'destroyed')
        .where('overwritten_at', 'is', null)
        .execute();
      return true;
    });
  } catch (error) {
    if ((error as { code?: unknown }).code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}
