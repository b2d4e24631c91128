import { sql, type Kysely } from 'kysely';

/** The practice, who may come in, the audit log with its intake, and the triggers that keep it append-only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table practice (
    practice_id uuid primary key,
    name text not null,
    time_zone text not null,
    synthetic boolean not null,
    created_at bigint not null,
    only_one boolean not null default true unique check (only_one)
  )`,

  `create table account (
    user_id uuid primary key,
    user_name text not null,
    user_key text not null unique,
    display_name text not null,
    role text not null,
    password_hash text not null,
    created_at bigint not null,
    ended_at bigint
  )`,

  `create table session (
    session_id uuid primary key,
    user_id uuid not null references account,
    address inet not null,
    opened_at bigint not null,
    expires_at bigint not null,
    ended_at bigint
  )`,
  `create index session_by_user on session (user_id)`,

  `create table failed_sign_in (
    user_key_digest text not null,
    address inet not null,
    failed_at bigint not null
  )`,
  `create index failed_sign_in_by_key on failed_sign_in (user_key_digest, address, failed_at)`,

  `create table trail_reading (
    session_id uuid not null references session,
    first_seq bigint not null,
    next_seq bigint not null check (next_seq >= first_seq),
    primary key (session_id, first_seq)
  )`,

  `create table audit_intake (
    arrival bigint generated always as identity primary key,
    event_id uuid not null unique,
    draft text not null
  )`,

  `create table audit_event (
    seq bigint primary key check (seq >= 0),
    event_id uuid not null unique,
    recorded_at bigint not null,
    occurred_at bigint not null,
    user_id text,
    action text not null,
    resource_type text,
    patient_ids text[] not null,
    ip inet,
    leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
    salt bytea not null check (octet_length(salt) = 16),
    body text not null
  )`,
  `create index audit_event_by_time on audit_event (occurred_at, seq)`,
  `create index audit_event_by_user on audit_event (user_id, occurred_at, seq)`,
  `create index audit_event_by_action on audit_event (action, occurred_at, seq)`,
  `create index audit_event_by_resource on audit_event (resource_type, occurred_at, seq)`,
  `create index audit_event_by_ip on audit_event (ip, occurred_at, seq)`,
  `create index audit_event_by_patient on audit_event using gin (patient_ids)`,

  `create table tree_node (
    level smallint not null check (level > 0),
    position bigint not null,
    hash bytea not null check (octet_length(hash) = 32),
    primary key (level, position)
  )`,

  `create table checkpoint (
    only_one boolean primary key default true check (only_one),
    size bigint not null,
    recorded_at bigint not null,
    subtrees bytea not null check (octet_length(subtrees) % 32 = 0),
    note text not null
  )`,
  `insert into checkpoint (size, recorded_at, subtrees, note) values (0, 0, '', '')`,

  // Row triggers do not see TRUNCATE, and a statement trigger refuses even where no row would match.
  `create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% of % is refused', tg_op, tg_table_name using errcode = 'WKA01';
    end $$`,
  `create trigger append_only before update or delete or truncate on audit_event
    for each statement execute function refuse_change()`,
  `create trigger append_only before update or delete or truncate on tree_node
    for each statement execute function refuse_change()`,
  `create trigger append_only before update or truncate on audit_intake
    for each statement execute function refuse_change()`,

  // What leaves the intake is in the log, or stays.
  `create function refuse_loss() returns trigger language plpgsql as $$
    begin
      if exists (select from gone where not exists (select from audit_event e where e.event_id = gone.event_id)) then
        raise exception 'The log does not hold every event that would leave the intake' using errcode = 'WKA01';
      end if;
      return null;
    end $$`,
  `create trigger only_into_the_log after delete on audit_intake
    referencing old table as gone for each statement execute function refuse_loss()`,

  `create trigger one_head before delete or truncate on checkpoint
    for each statement execute function refuse_change()`,
  `create function only_forward() returns trigger language plpgsql as $$
    begin
      if new.size <= old.size or new.recorded_at < old.recorded_at then
        raise exception 'The head of the log goes forward only' using errcode = 'WKA01';
      end if;
      return new;
    end $$`,
  `create trigger only_forward before update on checkpoint for each row execute function only_forward()`,

  // One notification a batch: a NOTIFY takes a database-wide lock at commit, so no caller's transaction has one.
  `create function tell_listeners() returns trigger language plpgsql as $$
    begin
      perform pg_notify('wardkeeper_log', new.size::text);
      return null;
    end $$`,
  `create trigger tell_listeners after update on checkpoint for each row execute function tell_listeners()`,

  // ALWAYS: they fire under session_replication_role = replica too.
  `alter table audit_event enable always trigger append_only`,
  `alter table tree_node enable always trigger append_only`,
  `alter table audit_intake enable always trigger append_only`,
  `alter table audit_intake enable always trigger only_into_the_log`,
  `alter table checkpoint enable always trigger one_head`,
  `alter table checkpoint enable always trigger only_forward`,
];
