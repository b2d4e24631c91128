import { sql, type Kysely } from 'kysely';

/**
 * How many requests of a user passed in one minute, over all nodes. Unlogged: it is worth nothing after a crash, and
 * its commits wait for no disk.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create unlogged table request_count (
    user_id uuid not null,
    bulk boolean not null,
    minute_at bigint not null,
    count integer not null,
    primary key (user_id, bulk)
  )`.execute(db);
}
