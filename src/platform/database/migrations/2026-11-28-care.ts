import { sql, type Kysely } from 'kysely';

/** Care that is entered: teams that change and end, whom patients are given to, referrals, and patients' own accounts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table care_team add column version integer not null default 1, add column ended_at bigint`,
  `alter table care_team_membership add column duty text not null default ''`,
  // care_team_id: the team with which somebody works that shift, where it is not their own.
  `alter table shift add column care_team_id uuid references care_team, add column cancelled_at bigint`,
  `create index shift_starts_at on shift (starts_at, user_id)`,
  `alter table appointment add column version integer not null default 1`,
  // ended_at: null while it goes on.
  `alter table encounter add column version integer not null default 1, alter column ended_at drop not null`,

  // To one person or one team. What ended before it began has until = since: it never held.
  `create table patient_assignment (
    patient_assignment_id uuid primary key,
    patient_id text not null references patient (patient_id),
    user_id uuid references account,
    care_team_id uuid references care_team,
    since bigint not null,
    until bigint check (until >= since),
    check (num_nonnulls(user_id, care_team_id) = 1)
  )`,
  `create index patient_assignment_patient_id on patient_assignment (patient_id)`,
  `create index patient_assignment_user_id on patient_assignment (user_id)`,
  `create index patient_assignment_care_team_id on patient_assignment (care_team_id)`,
  `create index patient_assignment_since on patient_assignment (since, patient_assignment_id)`,

  `create table referral (
    referral_id uuid primary key,
    patient_id text not null references patient (patient_id),
    from_user_id uuid not null references account (user_id),
    to_user_id uuid not null references account (user_id) check (to_user_id <> from_user_id),
    since bigint not null,
    until bigint not null check (until >= since)
  )`,
  `create index referral_patient_id on referral (patient_id)`,
  `create index referral_from_user_id on referral (from_user_id)`,
  `create index referral_to_user_id on referral (to_user_id)`,
  `create index referral_since on referral (since, referral_id)`,

  // An account is one patient's, and a patient has one.
  `create table patient_account (
    user_id uuid not null references account,
    patient_id text not null references patient (patient_id),
    since bigint not null,
    until bigint check (until >= since),
    primary key (user_id, since)
  )`,
  `create unique index patient_account_user_id on patient_account (user_id) where until is null`,
  `create unique index patient_account_patient_id on patient_account (patient_id) where until is null`,
];
