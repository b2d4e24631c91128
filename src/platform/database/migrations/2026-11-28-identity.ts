import { sql, type Kysely } from 'kysely';

/** Which roles need a second factor. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // second_factor_roles: JSON of role codes, in order.
  `create table identity_setting (
    only_one boolean primary key default true check (only_one),
    version integer not null check (version > 0),
    second_factor_roles text not null,
    user_id uuid references account,
    changed_at bigint
  )`,
  `insert into identity_setting (version, second_factor_roles) values (1, '[]')`,
];
