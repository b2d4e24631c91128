import { sql, type Kysely } from 'kysely';

/** What proves that the events which a document names stand in the log, frozen with the version that first names them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const appendOnly = (table: string) => [
  `create trigger append_only before update or delete or truncate on ${table}
    for each statement execute function refuse_change()`,
  `alter table ${table} enable always trigger append_only`,
];

const statements = [
  // The signed head that the proofs of one version lead to.
  `create table document_checkpoint (
    document_id uuid not null,
    version integer not null,
    size bigint not null check (size > 0),
    note text not null check (note <> ''),
    primary key (document_id, version)
  )`,
  // proof: 32 bytes a hash, from the leaf up.
  `create table document_proof (
    document_id uuid not null,
    seq bigint not null check (seq >= 0),
    version integer not null,
    leaf_hash bytea not null check (length(leaf_hash) = 32),
    proof bytea not null check (length(proof) % 32 = 0),
    primary key (document_id, seq),
    foreign key (document_id, version) references document_checkpoint
  )`,
  ...appendOnly('document_checkpoint'),
  ...appendOnly('document_proof'),
];
