import { sql, type Kysely } from 'kysely';

/** An account is a member of the workforce; patients are known by id and pseudonym. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Null: nobody can sign in with it yet.
  `alter table account alter column password_hash drop not null`,
  `alter table account
    add column job_title text not null default '',
    add column pronoun text check (pronoun in ('she', 'he', 'they')),
    add column status text not null default 'active' check (status in ('active', 'on-leave', 'ended')),
    add column status_since bigint not null default 0,
    add column status_until bigint,
    add column service boolean not null default false,
    add column last_seen_at bigint`,

  // The place gives readers a list that only grows.
  `create table patient (
    place bigint generated always as identity primary key,
    patient_id text not null unique,
    pseudonym text not null unique
  )`,
];
