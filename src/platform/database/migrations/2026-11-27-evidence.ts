import { sql, type Kysely } from 'kysely';

/** What people attest about provisions of the Security Rule: what is said later stands beside it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table attestation (
    provision text not null,
    version integer not null check (version > 0),
    claim text not null check (claim in ('in-place', 'alternative', 'not-applicable', 'withdrawn')),
    statement text not null,
    document_sha256 text check (document_sha256 ~ '^[0-9a-f]{64}$'),
    valid_until text not null,
    user_id uuid not null references account,
    attested_at bigint not null,
    primary key (provision, version)
  )`,
  `create trigger append_only before update or delete or truncate on attestation
    for each statement execute function refuse_change()`,
  `alter table attestation enable always trigger append_only`,
];
