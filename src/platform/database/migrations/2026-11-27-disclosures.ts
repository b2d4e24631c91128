import { sql, type Kysely } from 'kysely';

/** The register of disclosures (45 CFR 164.528): an amendment is a further version, and no version changes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table disclosure (
    disclosure_id uuid not null,
    version integer not null check (version > 0),
    patient_id text not null references patient (patient_id),
    disclosed_on text not null,
    recipient text not null,
    recipient_address text,
    what text not null,
    purpose text not null,
    times integer not null check (times > 0),
    last_on text check (last_on >= disclosed_on and (last_on is not null) = (times > 1)),
    withdrawn boolean not null,
    reason text check ((reason is not null) = (version > 1)),
    user_id uuid not null references account,
    recorded_at bigint not null,
    primary key (disclosure_id, version)
  )`,
  `create index disclosure_patient_id on disclosure (patient_id, disclosed_on)`,
  `create trigger append_only before update or delete or truncate on disclosure
    for each statement execute function refuse_change()`,
  `alter table disclosure enable always trigger append_only`,
];
