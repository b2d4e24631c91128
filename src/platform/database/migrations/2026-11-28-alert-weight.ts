import { sql, type Kysely } from 'kysely';

/** How bad what an alert tells of is, so that nothing lesser that is found later speaks for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table alert add column weight double precision not null default 0`.execute(db);
}
