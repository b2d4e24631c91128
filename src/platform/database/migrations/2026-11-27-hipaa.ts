import { sql, type Kysely } from 'kysely';

/** The HIPAA settings, the agreements, and what the report counts by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // user_id and changed_at: who changed them last, and when.
  `create table hipaa_setting (
    only_one boolean primary key default true check (only_one),
    version integer not null check (version > 0),
    enabled boolean not null,
    allowed_regions text[] not null,
    region text,
    retention_years smallint not null check (retention_years >= 6),
    user_id uuid references account,
    changed_at bigint
  )`,
  `insert into hipaa_setting (version, enabled, allowed_regions, region, retention_years)
    values (1, false, array['us-east-1', 'us-west-2'], null, 7)`,

  `create table hipaa_agreement (
    agreement_id uuid primary key,
    organization_name text not null,
    signatory_name text not null,
    signatory_email text not null,
    effective_on text not null,
    expires_on text check (expires_on > effective_on),
    region text not null,
    phi_categories text[] not null,
    document_sha256 text not null check (document_sha256 ~ '^[0-9a-f]{64}$'),
    user_id uuid not null references account,
    created_at bigint not null,
    deactivated_at bigint
  )`,
  `create index hipaa_agreement_created_at on hipaa_agreement (created_at)`,

  // What was agreed stays as it was recorded; the one change is its end.
  `create function refuse_rewriting() returns trigger language plpgsql as $$
    begin
      if old.deactivated_at is not null or to_jsonb(old) - 'deactivated_at' <> to_jsonb(new) - 'deactivated_at' then
        raise exception '% of % is refused', tg_op, tg_table_name using errcode = 'WKA01';
      end if;
      return new;
    end $$`,
  `create trigger preserved before delete or truncate on hipaa_agreement
    for each statement execute function refuse_change()`,
  `create trigger ends_only before update on hipaa_agreement
    for each row execute function refuse_rewriting()`,
  `alter table hipaa_agreement enable always trigger preserved`,
  `alter table hipaa_agreement enable always trigger ends_only`,

  // The words are looked for in the text first, since that is cheap at every insert; the report reads the few
  // it finds and counts by what the event says.
  `create index audit_event_about_patients on audit_event (occurred_at)
    where patient_ids <> '{}' or position('"patientManifest":' in body) > 0`,
  `create index audit_event_denied on audit_event (occurred_at)
    where position('"outcome":"denied"' in body) > 0`,
  `create index audit_event_decrypted on audit_event (occurred_at)
    where position('"verb":"PHI_DECRYPTED"' in body) > 0`,
];
