import { sql } from 'kysely';
import { KEEP_FOR } from '../backup/due';
import type { Database } from '../database/schema';

/** What a certificate says of the copies that destroying keys does not reach. */
export const REMAINS =
  'The write-ahead log of the database, until it is written over or deleted, and backups and copies of the database ' +
  'made before this, until they are deleted, may still hold what was sealed and its keys, wrapped under the key that ' +
  'the service had then. Whoever has that key opens them; once it was replaced and every copy of it destroyed, nobody does.';

/**
 * Until when the service's own backups from before now are kept: the newest, until a newer one takes its place; null
 * where there are none. Of copies that others make it knows nothing. Microseconds.
 */
export async function remainsIn(db: Database): Promise<{ ownBackupsUntil: number | null }> {
  const { rows } = await sql<{ last: number | null }>`
    select max(coalesce(made_at, begun_at)) as last from backup
    where outcome in ('good', 'running') and deleted_at is null`.execute(db);
  const last = rows[0]?.last ?? null;
  return { ownBackupsUntil: last === null ? null : last + KEEP_FOR };
}
