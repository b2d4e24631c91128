import { sql, type Kysely } from 'kysely';

/** Cosignatures of readers, what sessions asked of the trail, and the index of what concerns patients. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table cosigner (
    name text not null,
    key_id text not null check (key_id ~ '^[0-9a-f]{8}$'),
    user_id uuid not null references account,
    verifier_key text not null,
    registered_at bigint not null,
    primary key (name, key_id)
  )`,
  `create index cosigner_user_id on cosigner (user_id)`,

  // The signed note of the log alone; each cosignature is a line of its own after it.
  `create table cosigned_checkpoint (
    size bigint primary key check (size > 0),
    note text not null
  )`,
  `create table cosignature (
    size bigint not null references cosigned_checkpoint,
    name text not null,
    key_id text not null,
    line text not null,
    received_at bigint not null,
    primary key (name, key_id, size),
    foreign key (name, key_id) references cosigner
  )`,
  `create index cosignature_size on cosignature (size, received_at)`,

  // SHA-256 of a question without its page, in base64url: asked once, it is recorded once in a session.
  `create table trail_question (
    session_id uuid not null references session,
    digest text not null,
    primary key (session_id, digest)
  )`,

  // What EP-050 calls a PHI access: somebody did one of five things to something, and it concerned patients or
  // was entered as such a record.
  `create index audit_event_of_phi on audit_event (occurred_at, seq)
    where user_id is not null and resource_type is not null
      and action in ('READ', 'CREATE', 'UPDATE', 'DELETE', 'EXPORT')
      and (patient_ids <> '{}' or strpos(body, '"patientManifest":{') > 0
        or strpos(body, '"format":"phi_audit_logs"') > 0)`,

  ...['cosigner', 'cosigned_checkpoint', 'cosignature'].flatMap((table) => [
    `create trigger append_only before update or delete or truncate on ${table}
      for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger append_only`,
  ]),
];
