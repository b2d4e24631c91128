import { sql, type Kysely } from 'kysely';

/** What the detectors at the door remember, the alerts they raise, and their settings. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // settings: JSON; what is missing in it is as the service comes.
  `create table detection_setting (
    only_one boolean primary key default true check (only_one),
    version integer not null check (version > 0),
    settings text not null,
    user_id uuid references account,
    changed_at bigint
  )`,
  `insert into detection_setting (version, settings) values (1, '{}')`,

  // next_seq: the first event that was not looked at; null before the first look. Of what happened before
  // quiet_before the detectors learn, and raise nothing.
  `create table detection_cursor (
    only_one boolean primary key default true check (only_one),
    next_seq bigint,
    quiet_before bigint
  )`,
  `insert into detection_cursor default values`,

  `create table detector_state (
    kind text not null,
    key text not null,
    state text not null,
    kept_until bigint not null,
    primary key (kind, key)
  )`,
  `create index detector_state_kept_until on detector_state (kept_until)`,

  // Null: a session of before this.
  `alter table session add column user_agent text`,
  // Where else than it was opened a session was used: each is recorded once.
  `create table session_move (
    session_id uuid not null references session,
    network text not null,
    program text not null,
    primary key (session_id, network, program)
  )`,

  `create table alert (
    alert_id uuid primary key,
    kind text not null,
    subject text not null,
    user_id text,
    address text,
    session_id text,
    first_at bigint not null,
    last_at bigint not null,
    raised_at bigint not null,
    count integer not null check (count > 0),
    reason text not null,
    facts text not null,
    answer text check (answer in ('session-ended', 'address-blocked')),
    state text not null default 'open' check (state in ('open', 'acknowledged', 'closed')),
    version integer not null default 1 check (version > 0),
    acknowledged_by uuid references account (user_id),
    acknowledged_at bigint,
    acknowledged_note text,
    closed_by uuid references account (user_id),
    closed_at bigint,
    disposition text check (disposition in ('misuse', 'mistake', 'expected', 'unclear')),
    closed_note text,
    check (num_nulls(acknowledged_by, acknowledged_at, acknowledged_note) in (0, 3)),
    check (num_nulls(closed_by, closed_at, disposition, closed_note) in (0, 4)),
    check ((state = 'closed') = (closed_at is not null))
  )`,
  `create index alert_subject on alert (kind, subject, last_at) where state <> 'closed'`,
  `create index alert_raised_at on alert (raised_at, alert_id)`,
  `create index alert_open on alert (state, raised_at, alert_id)`,
];
