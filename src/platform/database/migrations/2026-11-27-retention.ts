import { sql, type Kysely } from 'kysely';

/** Archives of the log, how long records are kept, what holds them, and certificates of what was destroyed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Keys of archives stand beside the others, one for each archive.
  `alter table phi_key drop constraint phi_key_purpose_check`,
  `alter table phi_key add constraint phi_key_purpose_check
    check (purpose in ('field', 'value', 'event', 'index', 'archive', 'records'))`,
  `drop index phi_key_purpose`,
  `create unique index phi_key_purpose on phi_key (purpose)
    where state = 'current' and purpose in ('field', 'value', 'index')`,

  // An update leaves the old row in the table's file, so a key that is destroyed is not gone from it. The table is
  // written anew into another file, by its owner, which CLUSTER does in a transaction and VACUUM cannot.
  `alter table phi_key add column overwritten_at bigint`,
  `create function rewrite_phi_key() returns void
    language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
    begin
      cluster phi_key using phi_key_pkey;
    end $$`,
  `revoke execute on function rewrite_phi_key() from public`,

  `create table retention_policy (
    resource_type text primary key,
    retention_period_years smallint not null check (retention_period_years between 6 and 100),
    archive_before_delete boolean not null,
    version integer not null default 1 check (version > 0),
    user_id uuid references account,
    changed_at bigint
  )`,
  `insert into retention_policy (resource_type, retention_period_years, archive_before_delete) values
    ('clinical_notes', 6, true), ('encounters', 6, true), ('prescriptions', 7, true), ('audit_logs', 6, false)`,

  `create table legal_hold (
    legal_hold_id uuid primary key,
    reach text not null check (reach in ('practice', 'dates', 'patient')),
    from_at bigint,
    until_at bigint check (until_at > from_at),
    patient_id text references patient (patient_id),
    reason text not null,
    user_id uuid not null references account,
    placed_at bigint not null,
    released_at bigint,
    released_by uuid references account,
    release_reason text,
    check ((reach = 'dates') = (from_at is not null) and (reach = 'dates') = (until_at is not null)),
    check ((reach = 'patient') = (patient_id is not null)),
    check ((released_at is null) = (released_by is null) and (released_at is null) = (release_reason is null))
  )`,
  // A hold stays as it was placed; the one change is its release.
  `create function release_only() returns trigger language plpgsql as $$
    declare release text[] := array['released_at', 'released_by', 'release_reason'];
    begin
      if old.released_at is not null or to_jsonb(old) - release <> to_jsonb(new) - release then
        raise exception '% of % is refused', tg_op, tg_table_name using errcode = 'WKA01';
      end if;
      return new;
    end $$`,
  `create trigger released_only before update on legal_hold for each row execute function release_only()`,
  `create trigger preserved before delete or truncate on legal_hold
    for each statement execute function refuse_change()`,

  `create table audit_archive (
    archive_id uuid primary key,
    month integer not null unique check (month % 100 between 1 and 12),
    first_seq bigint not null unique check (first_seq >= 0),
    last_seq bigint not null check (last_seq >= first_seq),
    recorded_from bigint not null,
    recorded_until bigint not null check (recorded_until >= recorded_from),
    occurred_from bigint not null,
    occurred_until bigint not null check (occurred_until >= occurred_from),
    state text not null default 'making'
      check (state in ('making', 'putting-away', 'archived', 'restoring', 'restored', 'purged')),
    began_at bigint not null,
    root bytea check (octet_length(root) = 32),
    checkpoint text,
    sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
    bytes bigint,
    sealed_at bigint,
    restored_at bigint,
    purged_at bigint,
    check ((state = 'making') = (sealed_at is null)),
    check ((sealed_at is null) = (root is null) and (sealed_at is null) = (checkpoint is null)
      and (sealed_at is null) = (sha256 is null) and (sealed_at is null) = (bytes is null)),
    check ((state = 'purged') = (purged_at is not null))
  )`,
  `create table audit_archive_chunk (
    archive_id uuid not null references audit_archive,
    chunk integer not null check (chunk >= 0),
    first_seq bigint not null unique,
    last_seq bigint not null check (last_seq >= first_seq),
    leaf_hashes bytea not null check (octet_length(leaf_hashes) = 32 * (last_seq - first_seq + 1)),
    sealed bytea,
    primary key (archive_id, chunk)
  )`,

  // Archives follow each other without a gap, and go from step to step as schema.ts tells; what was sealed stays.
  `create function archive_begins() returns trigger language plpgsql set search_path = public, pg_temp as $$
    begin
      if new.state <> 'making' or new.first_seq <> (select coalesce(max(last_seq) + 1, 0) from audit_archive) then
        raise exception 'An archive begins where the last one ended' using errcode = 'WKA01';
      end if;
      return new;
    end $$`,
  `create trigger archive_begins before insert on audit_archive for each row execute function archive_begins()`,
  // How far the log has come since an archive, in microseconds: no further than its newest event and the database's
  // own clock. A stretch of which it tells nothing counts as 31 days, however long it was: a clock that was put
  // forward by years makes nobody's retention end.
  `create function database_clock() returns bigint language sql volatile
    as $$ select (extract(epoch from clock_timestamp()) * 1000000)::bigint $$`,
  `create function log_reached(since bigint) returns bigint language sql volatile set search_path = public, pg_temp
    as $$
      select least(database_clock(), coalesce((select recorded_at from audit_event order by seq desc limit 1), 0))
        - coalesce((select sum(greatest(silent - 31 * 86400000000, 0)) from (
          select recorded_from - lag(recorded_until) over (order by first_seq) as silent
            from audit_archive where first_seq >= since and state <> 'making'
          union all
          select recorded_at - lag(recorded_at, 1,
              (select max(recorded_until) from audit_archive where state <> 'making')) over (order by seq)
            from audit_event where seq > (select max(last_seq) from audit_archive where state <> 'making')
        ) as stretches), 0)::bigint
    $$`,
  `create function archive_steps() returns trigger language plpgsql set search_path = public, pg_temp as $$
    declare
      steps text[] := array['state', 'root', 'checkpoint', 'sha256', 'bytes', 'sealed_at', 'restored_at', 'purged_at'];
      ends text[] := array['state', 'restored_at', 'purged_at'];
      years integer;
      held timestamp;
    begin
      if to_jsonb(old) - steps <> to_jsonb(new) - steps
        or old.state <> 'making' and to_jsonb(old) - ends <> to_jsonb(new) - ends
        or (old.state, new.state) not in (('making', 'putting-away'), ('putting-away', 'archived'),
          ('archived', 'restoring'), ('restoring', 'restored'), ('restoring', 'putting-away'),
          ('restored', 'putting-away'), ('archived', 'purged'))
      then
        raise exception 'An archive does not go from % to %', old.state, new.state using errcode = 'WKA01';
      end if;
      if old.state = 'making' and new.last_seq - new.first_seq + 1 is distinct from (
        select sum(c.last_seq - c.first_seq + 1) from audit_archive_chunk c
        where c.archive_id = new.archive_id and c.first_seq >= new.first_seq and c.last_seq <= new.last_seq)
      then
        raise exception 'An archive holds each of its events' using errcode = 'WKA01';
      end if;
      if new.state = 'archived'
        and exists (select from audit_event e where e.seq between new.first_seq and new.last_seq) then
        raise exception 'Not all events of the archive have left' using errcode = 'WKA01';
      end if;
      if new.state = 'purged' then
        select greatest(6, (select retention_years from hipaa_setting),
          (select retention_period_years from retention_policy where resource_type = 'audit_logs')) into years;
        select to_timestamp(log_reached(old.first_seq) / 1000000.0) at time zone 'UTC' into held;
        if to_timestamp(old.recorded_until / 1000000.0) at time zone 'UTC' + make_interval(years => years) > held
          or exists (select from audit_archive a where a.first_seq < old.first_seq and a.state <> 'purged')
          or exists (select from legal_hold h where h.released_at is null and (h.reach = 'practice'
            or h.reach = 'dates' and h.from_at <= greatest(old.occurred_until, old.recorded_until)
              and h.until_at > least(old.occurred_from, old.recorded_from)))
        then
          raise exception 'This archive must be kept' using errcode = 'WKA01';
        end if;
      end if;
      return new;
    end $$`,
  `create trigger archive_steps before update on audit_archive for each row execute function archive_steps()`,

  `create function unfinished_only() returns trigger language plpgsql set search_path = public, pg_temp as $$
    begin
      if not exists (select from audit_archive a
        where a.archive_id = coalesce(new.archive_id, old.archive_id) and a.state = 'making') then
        raise exception '% of % is refused', tg_op, tg_table_name using errcode = 'WKA01';
      end if;
      return coalesce(new, old);
    end $$`,
  `create trigger unfinished_only before delete on audit_archive for each row execute function unfinished_only()`,
  `create trigger unfinished_only before insert or delete on audit_archive_chunk
    for each row execute function unfinished_only()`,
  `create function emptied_only() returns trigger language plpgsql set search_path = public, pg_temp as $$
    begin
      if new.sealed is not null or to_jsonb(old) - 'sealed' <> to_jsonb(new) - 'sealed'
        or not exists (select from audit_archive a where a.archive_id = old.archive_id and a.state = 'purged') then
        raise exception '% of % is refused', tg_op, tg_table_name using errcode = 'WKA01';
      end if;
      return new;
    end $$`,
  `create trigger emptied_only before update on audit_archive_chunk for each row execute function emptied_only()`,
  `create trigger preserved before truncate on audit_archive for each statement execute function refuse_change()`,
  `create trigger preserved before truncate on audit_archive_chunk
    for each statement execute function refuse_change()`,

  // The one way out of the log's table: put_away names an archive, and what goes must be in it, hash by hash.
  `drop trigger append_only on audit_event`,
  `create trigger append_only before update or truncate on audit_event
    for each statement execute function refuse_change()`,
  `create function refuse_leaving() returns trigger language plpgsql set search_path = public, pg_temp as $$
    begin
      if not exists (select from audit_archive a
        where a.archive_id::text = current_setting('wardkeeper.archive', true) and a.state = 'putting-away') then
        raise exception '% of % is refused', tg_op, tg_table_name using errcode = 'WKA01';
      end if;
      return null;
    end $$`,
  `create trigger archive_named before delete on audit_event for each statement execute function refuse_leaving()`,
  `create function refuse_unarchived() returns trigger language plpgsql set search_path = public, pg_temp as $$
    begin
      if exists (select from gone where not exists (
        select from audit_archive a join audit_archive_chunk c using (archive_id)
        where a.archive_id::text = current_setting('wardkeeper.archive', true) and a.state = 'putting-away'
          and gone.seq between c.first_seq and c.last_seq and c.sealed is not null
          and substring(c.leaf_hashes from ((gone.seq - c.first_seq) * 32 + 1)::integer for 32) = gone.leaf_hash))
      then
        raise exception 'No verified archive holds every event that would leave' using errcode = 'WKA01';
      end if;
      return null;
    end $$`,
  `create trigger into_an_archive after delete on audit_event
    referencing old table as gone for each statement execute function refuse_unarchived()`,
  `create function put_away(archive uuid, at_most integer) returns integer
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare gone integer;
    begin
      perform set_config('wardkeeper.archive', archive::text, true);
      delete from audit_event where seq in (
        select e.seq from audit_archive a join audit_event e on e.seq between a.first_seq and a.last_seq
        where a.archive_id = archive and a.state = 'putting-away' order by e.seq limit at_most);
      get diagnostics gone = row_count;
      perform set_config('wardkeeper.archive', '', true);
      return gone;
    end $$`,
  `revoke execute on function put_away(uuid, integer) from public`,

  `create table record_archive (
    record_archive_id uuid primary key,
    resource_type text not null,
    version integer not null unique check (version > 0),
    records integer not null check (records > 0),
    sealed bytea not null,
    sha256 text not null,
    archived_at bigint not null
  )`,
  `alter table encounter add column deleted_at bigint`,
  `create index encounter_ended_at on encounter (ended_at) where deleted_at is null`,

  `create table patient_erasure (
    patient_erasure_id uuid primary key,
    patient_id text not null references patient (patient_id),
    basis text not null check (basis in ('retention-over', 'entered-by-mistake')),
    reason text not null,
    user_id uuid references account,
    began_at bigint not null,
    field_version integer not null,
    finished_at bigint
  )`,
  `create table destruction_certificate (
    certificate_id uuid primary key,
    kind text not null check (kind in ('audit-archive', 'patient-demographics')),
    issued_at bigint not null,
    user_id uuid references account,
    body text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$')
  )`,
  `create index destruction_certificate_issued_at on destruction_certificate (issued_at)`,
  ...['record_archive', 'destruction_certificate'].flatMap((table) => [
    `create trigger append_only before update or delete or truncate on ${table}
      for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger append_only`,
  ]),

  // ALWAYS: they fire under session_replication_role = replica too.
  ...Object.entries({
    audit_event: ['append_only', 'archive_named', 'into_an_archive'],
    audit_archive: ['archive_begins', 'archive_steps', 'unfinished_only', 'preserved'],
    audit_archive_chunk: ['unfinished_only', 'emptied_only', 'preserved'],
    legal_hold: ['released_only', 'preserved'],
  }).flatMap(([table, triggers]) =>
    triggers.map((trigger) => `alter table ${table} enable always trigger ${trigger}`),
  ),
];
