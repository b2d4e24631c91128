import { sql, type Kysely } from 'kysely';

/** Second factors, sessions that go on by refresh tokens, and what consoles did while they were offline. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Sealed secrets (sealed-secret.ts). In a synthetic practice a factor may be on without any secret.
  `create table second_factor (
    user_id uuid primary key references account,
    secret text,
    pending_secret text,
    confirmed_at bigint,
    reset_at bigint,
    last_step bigint not null default 0
  )`,

  `create table recovery_code (
    user_id uuid not null references account,
    code_digest text not null,
    used_at bigint,
    primary key (user_id, code_digest)
  )`,

  // A session of before this lived as long as its one access token.
  `alter table session add column refreshed_at bigint not null default 0`,
  `create table refresh_token (
    token_digest text primary key,
    session_id uuid not null references session,
    issued_at bigint not null,
    used_at bigint
  )`,
  `create index refresh_token_by_issue on refresh_token (issued_at)`,

  // Of a wait, the first attempt that was refused is recorded.
  `alter table failed_sign_in add column refused_at bigint`,

  `create table console_act (
    user_id uuid not null references account,
    act_id uuid not null,
    recorded_at bigint not null,
    primary key (user_id, act_id)
  )`,
];
