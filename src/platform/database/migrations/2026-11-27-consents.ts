import { sql, type Kysely } from 'kysely';

/** What patients have said about the use of their data: issue-24's columns, under our names of types. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table patient_consent (
    id uuid primary key,
    patient_id text not null references patient (patient_id),
    consent_type text not null check (
      consent_type in ('treatment', 'data_sharing', 'research', 'marketing', 'third_party_access')),
    granted boolean not null,
    granted_at bigint check ((granted_at is not null) = granted),
    revoked_at bigint,
    expires_at bigint,
    granted_by_user_id uuid not null references account (user_id),
    purpose text,
    scope text,
    created_at bigint not null
  )`,
  `create index patient_consent_patient_id on patient_consent (patient_id, created_at)`,

  // What was said stays as it was taken down; the one change is that it is revoked.
  `create function refuse_retelling() returns trigger language plpgsql as $$
    begin
      if old.revoked_at is not null or to_jsonb(old) - 'revoked_at' <> to_jsonb(new) - 'revoked_at' then
        raise exception '% of % is refused', tg_op, tg_table_name using errcode = 'WKA01';
      end if;
      return new;
    end $$`,
  `create trigger preserved before delete or truncate on patient_consent
    for each statement execute function refuse_change()`,
  `create trigger revoked_only before update on patient_consent
    for each row execute function refuse_retelling()`,
  `alter table patient_consent enable always trigger preserved`,
  `alter table patient_consent enable always trigger revoked_only`,
];
