import { sql, type Kysely } from 'kysely';

/** Accounts with versions, invitations, lists of accounts that are applied, and emergency access with its review. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Whoever changes what an account says, by whatever statement, changes its version: nobody can forget it.
  `alter table account add column version integer not null default 1`,
  `create function next_version() returns trigger language plpgsql as $$
    begin
      new.version := old.version;
      if row(new.user_name, new.user_key, new.display_name, new.role, new.job_title, new.pronoun, new.status,
             new.status_until, new.ended_at, new.service)
         is distinct from
         row(old.user_name, old.user_key, old.display_name, old.role, old.job_title, old.pronoun, old.status,
             old.status_until, old.ended_at, old.service) then
        new.version := old.version + 1;
      end if;
      return new;
    end $$`,
  `create trigger next_version before update on account for each row execute function next_version()`,

  `create table invitation (
    invitation_id uuid primary key,
    user_id uuid not null references account,
    code_digest text not null unique,
    made_at bigint not null,
    expires_at bigint not null check (expires_at > made_at),
    claimed_at bigint,
    withdrawn_at bigint
  )`,
  // One that can be claimed for each account.
  `create unique index invitation_user_id on invitation (user_id)
    where claimed_at is null and withdrawn_at is null`,

  // fields: what the list says of the account; before: what it said until then. Both JSON.
  `create table provisioning (
    provisioning_id uuid primary key,
    user_id uuid not null references account,
    text_digest text not null,
    began_at bigint not null
  )`,
  `create table provisioning_row (
    provisioning_id uuid not null references provisioning,
    row integer not null check (row > 0),
    kind text not null check (kind in ('create', 'change', 'same', 'refused')),
    user_id uuid references account,
    fields text not null,
    before text,
    version integer,
    outcome text check (outcome in ('created', 'changed', 'same', 'refused')),
    reason text,
    field text,
    undone_at bigint,
    primary key (provisioning_id, row)
  )`,

  `create table break_glass (
    break_glass_id uuid primary key,
    user_id uuid not null references account,
    patient_id text not null references patient (patient_id),
    justification text not null check (justification <> ''),
    began_at bigint not null,
    expires_at bigint not null check (expires_at > began_at),
    ended_at bigint,
    review_due_at bigint not null,
    reviewer_id uuid references account (user_id) check (reviewer_id <> user_id),
    reviewed_at bigint,
    disposition text check (disposition in ('justified', 'unjustified')),
    note text,
    check (num_nulls(reviewer_id, reviewed_at, disposition, note) in (0, 4))
  )`,
  `create index break_glass_user_id on break_glass (user_id, expires_at)`,
  `create index break_glass_began_at on break_glass (began_at, break_glass_id)`,

  `create index appointment_starts_at on appointment (starts_at, appointment_id)`,
  `create index encounter_started_at on encounter (started_at, encounter_id)`,
  `create index patient_record_user_id on patient_record (user_id)`,
  `create index care_team_membership_user_id on care_team_membership (user_id)`,
];
