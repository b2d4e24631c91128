import { sql, type Kysely } from 'kysely';

/** Where an archive did not verify when it was made, and how often in a row. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table archive_failure (
      first_seq bigint primary key,
      attempts smallint not null check (attempts > 0),
      flaw text not null,
      failed_at bigint not null
    )`.execute(db);
}
