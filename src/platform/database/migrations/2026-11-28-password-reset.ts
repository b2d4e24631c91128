import { sql, type Kysely } from 'kysely';

/** What a code lets somebody do: choose a first password, or another one after theirs was reset. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `alter table invitation add column purpose text not null default 'first-password'
        check (purpose in ('first-password', 'password-reset'))`,
    )
    .execute(db);
}
