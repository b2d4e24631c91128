import { sql, type Kysely } from 'kysely';

/**
 * How many events the log's table holds, by who did what to what in each 30 days: what a search finds is counted by
 * adding these up, however long the log is. The table's own triggers keep it, so that nobody can forget to, and with
 * the owner's rights, so that the running service cannot alter it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const counted = (rows: string, sign: '' | '-') => `
  select coalesce(user_id, ''), action, coalesce(resource_type, ''), occurred_at / 2592000000000, ${sign}count(*)
  from ${rows} group by 1, 2, 3, 4 order by 1, 2, 3, 4`;

const statements = [
  `create table audit_tally (
    user_id text not null,
    action text not null,
    resource_type text not null,
    period integer not null,
    events bigint not null,
    primary key (user_id, action, resource_type, period)
  )`,
  `insert into audit_tally (user_id, action, resource_type, period, events) ${counted('audit_event', '')}`,
  // In one order: of two transactions that change several rows one waits for the other.
  ...(
    [
      ['insert', 'new', ''],
      ['delete', 'old', '-'],
    ] as const
  ).flatMap(([change, which, sign]) => [
    `create function tally_${change}() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $$
      begin
        insert into audit_tally as tally (user_id, action, resource_type, period, events) ${counted('moved', sign)}
        on conflict (user_id, action, resource_type, period)
          do update set events = tally.events + excluded.events;
        return null;
      end $$`,
    `create trigger tally_${change} after ${change} on audit_event
      referencing ${which} table as moved for each statement execute function tally_${change}()`,
  ]),
];
