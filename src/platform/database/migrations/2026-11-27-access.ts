import { sql, type Kysely } from 'kysely';

/** Roles that the practice makes for itself, and addresses that are blocked for a while. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // grants: JSON of [{permission, scope}], replaced as a whole. A retired role stays, for the events that name it.
  `create table custom_role (
    code text primary key check (code like 'custom.%'),
    title text not null,
    grants text not null,
    version integer not null check (version > 0),
    created_at bigint not null,
    changed_at bigint not null,
    retired_at bigint
  )`,

  `create table address_block (
    address_block_id uuid primary key,
    address inet not null,
    user_names integer not null,
    blocked_at bigint not null,
    blocked_until bigint not null,
    released_at bigint
  )`,
  `create index address_block_address on address_block (address, blocked_until)`,
  `create index failed_sign_in_address on failed_sign_in (address, failed_at)`,
];
