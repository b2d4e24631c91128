import { sql, type Kysely } from 'kysely';

/**
 * How many events the log's table holds, by who did what to what in each 30 days: most of what a search finds is
 * counted by adding these up, which takes as long however many events there are. The table's own triggers keep it, so
 * that nobody can forget to, and with the owner's rights: on PostgreSQL the
 * running service cannot alter it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** In the words of the index audit_event_of_phi. */
const ofPhi = `user_id is not null and resource_type is not null
  and action in ('READ', 'CREATE', 'UPDATE', 'DELETE', 'EXPORT')
  and (patient_ids <> '{}' or strpos(body, '"patientManifest":{') > 0
    or strpos(body, '"format":"phi_audit_logs"') > 0)
  and strpos(body, '"outcome":"success"') > 0`;

/** Ordered: of two transactions that change several rows one waits for the other. */
const counted = (rows: string, sign: '' | '-') => `
  select coalesce(user_id, ''), action, coalesce(resource_type, ''), ${ofPhi}, occurred_at / 2592000000000,
    ${sign}count(*)
  from ${rows} group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`;

const statements = [
  // Other nodes may be at work: what they commit between the count and its triggers would be in neither.
  `lock table audit_event in share row exclusive mode`,
  `create table audit_tally (
    user_id text not null,
    action text not null,
    resource_type text not null,
    of_phi boolean not null,
    period integer not null,
    events bigint not null,
    primary key (user_id, action, resource_type, of_phi, period)
  )`,
  // For the owner alone: from the whole log at once.
  `create function tally_anew() returns void language plpgsql set search_path = public, pg_temp as $$
    begin
      delete from audit_tally;
      insert into audit_tally (user_id, action, resource_type, of_phi, period, events)
        ${counted('audit_event', '')};
    end $$`,
  `revoke execute on function tally_anew() from public`,
  `select tally_anew()`,
  ...(
    [
      ['insert', 'new', ''],
      ['delete', 'old', '-'],
    ] as const
  ).flatMap(([change, which, sign]) => [
    // Else whoever may make a table could have its rows counted as the log's.
    `create function tally_${change}() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $$
      begin
        if tg_relid <> 'audit_event'::regclass then
          raise exception 'Only the log is counted' using errcode = 'WKA01';
        end if;
        insert into audit_tally as tally (user_id, action, resource_type, of_phi, period, events)
          ${counted('moved', sign)}
        on conflict (user_id, action, resource_type, of_phi, period)
          do update set events = tally.events + excluded.events;
        return null;
      end $$`,
    `revoke execute on function tally_${change}() from public`,
    `create trigger tally_${change} after ${change} on audit_event
      referencing ${which} table as moved for each statement execute function tally_${change}()`,
    `alter table audit_event enable always trigger tally_${change}`,
  ]),
];
