import { sql, type Kysely } from 'kysely';

/** Incidents and drafts of agreements: every save is a further version, and no version changes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // heading and body are sealed. A version that changes only how the document stands has no body of its own: its
  // content is that of content_version. form: the version of the schema that wrote it.
  `create table document_version (
    document_id uuid not null,
    version integer not null check (version > 0),
    kind text not null check (kind in ('incident', 'agreement')),
    form smallint not null check (form > 0),
    state text not null,
    phase text,
    heading text not null,
    content_version integer not null check (content_version between 1 and version),
    body text check ((body is not null) = (content_version = version)),
    document_sha256 text check (document_sha256 ~ '^[0-9a-f]{64}$'),
    user_id uuid not null references account,
    saved_at bigint not null,
    primary key (document_id, version)
  )`,
  `create index document_version_kind_saved_at on document_version (kind, saved_at)`,
  `create trigger append_only before update or delete or truncate on document_version
    for each statement execute function refuse_change()`,
  `alter table document_version enable always trigger append_only`,

  // Once a version has the hash of the executed document, no later one has another, or says anything else.
  `create function keep_sealed() returns trigger language plpgsql as $$
    declare
      former document_version;
    begin
      select * into former from document_version
        where document_id = new.document_id order by version desc limit 1;
      -- The same version once more is the primary key's to refuse.
      if new.version <= coalesce(former.version, 0) then
        return new;
      end if;
      if new.version <> coalesce(former.version, 0) + 1
        or new.kind <> coalesce(former.kind, new.kind)
        or (former.document_sha256 is not null and (new.content_version <> former.content_version
          or new.document_sha256 is distinct from former.document_sha256)) then
        raise exception '% of % is refused', tg_op, tg_table_name using errcode = 'WKA01';
      end if;
      return new;
    end $$`,
  `create trigger sealed_stays before insert on document_version
    for each row execute function keep_sealed()`,
  `alter table document_version enable always trigger sealed_stays`,
];
