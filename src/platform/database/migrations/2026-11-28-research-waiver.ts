import { sql, type Kysely } from 'kysely';

/** Boards' waivers of the authorization that a study needs (45 CFR 164.512(i)(1)(i)). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table research_waiver (
    research_waiver_id uuid primary key,
    study text not null check (study <> ''),
    board text not null check (board <> ''),
    approved_on text not null check (approved_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
    user_id uuid not null references account,
    recorded_at bigint not null,
    ended_by uuid references account (user_id),
    ended_at bigint,
    check (num_nulls(ended_by, ended_at) in (0, 2))
  )`,
  `create index research_waiver_study on research_waiver (study) where ended_at is null`,

  // It stays as it was recorded; the one change is that it ends.
  `create function end_only() returns trigger language plpgsql as $$
    begin
      if old.ended_at is not null
        or to_jsonb(old) - 'ended_at' - 'ended_by' <> to_jsonb(new) - 'ended_at' - 'ended_by' then
        raise exception '% of % is refused', tg_op, tg_table_name using errcode = 'WKA01';
      end if;
      return new;
    end $$`,
  `create trigger preserved before delete or truncate on research_waiver
    for each statement execute function refuse_change()`,
  `create trigger end_only before update on research_waiver for each row execute function end_only()`,
  `alter table research_waiver enable always trigger preserved`,
  `alter table research_waiver enable always trigger end_only`,
];
