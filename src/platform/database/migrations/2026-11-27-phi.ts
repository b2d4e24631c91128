import { sql, type Kysely } from 'kysely';

/** Keys of what is sealed, the blind indexes of patients, and the version by which an edit is checked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: string[] = [
  // Data keys, each wrapped under the service's own key (wrapped_by 0) or under the field key of that version.
  // A destroyed key keeps its row: it says that it was, and since when it is no more.
  `create table phi_key (
    purpose text not null check (purpose in ('field', 'value', 'event', 'index')),
    version integer not null check (version > 0),
    state text not null check (state in ('current', 'retiring', 'retired', 'destroyed')),
    wrapped text,
    wrapped_by integer not null,
    created_at bigint not null,
    retired_at bigint,
    destroyed_at bigint,
    primary key (purpose, version),
    check ((state = 'destroyed') = (wrapped is null)),
    check ((state = 'destroyed') = (destroyed_at is not null))
  )`,
  `create unique index phi_key_purpose on phi_key (purpose) where state = 'current' and purpose <> 'event'`,

  // How often somebody had values opened in the minute that began then.
  `create table phi_opening (
    user_id uuid primary key references account,
    minute_at bigint not null,
    count integer not null
  )`,

  `alter table patient_record
    add column version integer not null default 1,
    add column mrn_index text,
    add column email_index text`,
  `create unique index patient_record_mrn_index on patient_record (mrn_index)`,
  `create index patient_record_email_index on patient_record (email_index)`,
];
