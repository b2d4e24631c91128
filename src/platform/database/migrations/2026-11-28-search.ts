import { sql, type Kysely } from 'kysely';

/**
 * What one person did of one kind is counted from the index alone, however long the log: the documented search tells
 * how many there are beside the newest fifty.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index audit_event_by_user_action on audit_event (user_id, action, occurred_at, seq)`.execute(
    db,
  );
}
