import { sql, type Kysely } from 'kysely';

/**
 * Who is cared for by whom: what an access is held against. Names, birth dates and addresses stand as JSON in
 * columns of their own, and nothing else does.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: string[] = [
  // {line, city, state, postalCode}
  `create table household (
    household_id uuid primary key,
    address text not null
  )`,

  // demographics: {given, family, bornOn, sex, phone}; user_id: the provider whose panel it is.
  `create table patient_record (
    patient_id text primary key references patient (patient_id),
    household_id uuid not null references household,
    user_id uuid not null references account,
    registered_at bigint not null,
    vip boolean not null,
    demographics text not null
  )`,
  `create index patient_record_household_id on patient_record (household_id)`,

  // patient_id: where the member of the workforce is a patient here too.
  `create table workforce_record (
    user_id uuid primary key references account,
    household_id uuid not null references household,
    patient_id text references patient (patient_id),
    demographics text not null
  )`,

  `create table care_team (
    care_team_id uuid primary key,
    name text not null
  )`,
  `create table care_team_membership (
    care_team_id uuid not null references care_team,
    user_id uuid not null references account,
    since bigint not null,
    until bigint,
    primary key (care_team_id, user_id, since)
  )`,

  `create table shift (
    user_id uuid not null references account,
    starts_at bigint not null,
    ends_at bigint not null check (ends_at > starts_at),
    kind text not null check (kind in ('clinic', 'on-call')),
    primary key (user_id, starts_at)
  )`,

  `create table appointment (
    appointment_id uuid primary key,
    patient_id text not null references patient (patient_id),
    user_id uuid not null references account,
    starts_at bigint not null,
    minutes smallint not null,
    visit_type text not null,
    booked_at bigint not null,
    status text not null check (status in ('booked', 'kept', 'cancelled', 'missed'))
  )`,
  `create index appointment_patient_id on appointment (patient_id, starts_at)`,

  `create table encounter (
    encounter_id uuid primary key,
    appointment_id uuid references appointment,
    patient_id text not null references patient (patient_id),
    user_id uuid not null references account,
    kind text not null check (kind in ('visit', 'telehealth', 'telephone')),
    started_at bigint not null,
    ended_at bigint not null
  )`,
  `create index encounter_patient_id on encounter (patient_id, started_at)`,

  // Which events of a synthetic practice were planted. Only what makes the practice writes it, and no query
  // of the service knows it: whoever looks for misuse must find it in the trail.
  `create table planted_misuse (
    seq bigint primary key,
    kind text not null,
    instance integer not null
  )`,
];
