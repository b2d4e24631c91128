import { sql } from 'kysely';
import { counted } from '../../shared/domain/words';
import { ADMINISTRATOR } from '../../shared/domain/roles';
import { rolesFor } from '../access/roles';
import type { Database } from '../database/schema';
import { isLive } from '../identity/sessions';
import { notProved, proved, type Check } from './check';

/** Accounts of people who can sign in. */
function activePeople(db: Database) {
  return db
    .selectFrom('account')
    .where('account.status', '=', 'active')
    .where('account.ended_at', 'is', null)
    .where('account.service', '=', false)
    .where('account.password_hash', 'is not', null);
}

const uniqueNames: Check = {
  provisions: ['164.312(a)(2)(i)'],
  async look({ service: { db }, now }) {
    const { rows } = await sql<{ indexes: number; accounts: number; names: number }>`
      select
        (select count(*) from pg_index i
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
          where i.indrelid = 'account'::regclass and i.indisunique and i.indisvalid and i.indnkeyatts = 1
            and i.indpred is null and a.attname = 'user_key')::int as indexes,
        (select count(*) from account)::int as accounts,
        (select count(distinct user_key) from account)::int as names`.execute(db);
    const { indexes, accounts, names } = rows[0] ?? { indexes: 0, accounts: 0, names: 0 };
    const facts = { accounts, differentNames: names };
    return indexes > 0 && accounts === names
      ? proved('Every account has a name of its own, and the database refuses a second one.', facts, now)
      : notProved('The database does not keep two accounts from having one name.', facts);
  },
};

const emergencyAccess: Check = {
  provisions: ['164.312(a)(2)(ii)'],
  async look({ service: { db }, now }) {
    const roles = await rolesFor(db, '', 'practice');
    const mayUse = roles
      .filter(({ retiredAt, grants }) => retiredAt === null && grants.some(isEmergency))
      .reduce((sum, { holders }) => sum + holders, 0);
    const { uses, overdue } = await db
      .selectFrom('break_glass')
      .select([
        sql<number>`count(*)::int`.as('uses'),
        sql<number>`(count(*) filter (where reviewed_at is null and review_due_at < ${now}))::int`.as(
          'overdue',
        ),
      ])
      .executeTakeFirstOrThrow();
    const facts = { people: mayUse, uses, overdueReviews: overdue };
    if (mayUse === 0) return notProved('Nobody may open a chart in an emergency.', facts);
    if (overdue > 0) {
      return notProved(
        `The review of ${counted(overdue, 'emergency access', 'emergency accesses')} is overdue.`,
        facts,
      );
    }
    return proved(
      'Emergency access is there, for named people, and every use whose review was due is reviewed.',
      facts,
      now,
    );
  },
};

const isEmergency = ({ permission }: { permission: string }) => permission === 'break-glass:use';

const secondFactors: Check = {
  provisions: ['164.312(d)'],
  async look({ service: { db }, now }) {
    const { people, confirmed } = await activePeople(db)
      .leftJoin('second_factor', 'second_factor.user_id', 'account.user_id')
      .select([
        sql<number>`count(*)::int`.as('people'),
        sql<number>`(count(*) filter (where second_factor.confirmed_at is not null))::int`.as('confirmed'),
      ])
      .executeTakeFirstOrThrow();
    const facts = { people, withSecondFactor: confirmed, ratio: people === 0 ? 0 : confirmed / people };
    if (people === 0) return notProved('Nobody can sign in yet.', facts);
    return confirmed === people
      ? proved('Everybody who can sign in has a second factor.', facts, now)
      : notProved(
          `${counted(people - confirmed, 'person', 'people')} can sign in by a password alone.`,
          facts,
        );
  },
};

const endedAccounts: Check = {
  provisions: ['164.308(a)(3)(ii)(C)'],
  async look({ service: { db }, now }) {
    const { ended } = await db
      .selectFrom('account')
      .select(sql<number>`count(*)::int`.as('ended'))
      .where((eb) => eb.or([eb('ended_at', 'is not', null), eb('status', '=', 'ended')]))
      .executeTakeFirstOrThrow();
    const { live } = await db
      .selectFrom('session')
      .innerJoin('account', 'account.user_id', 'session.user_id')
      .select(sql<number>`count(*)::int`.as('live'))
      .where((eb) => eb.or([eb('account.ended_at', 'is not', null), eb('account.status', '=', 'ended')]))
      .where(isLive(now))
      .executeTakeFirstOrThrow();
    const facts = { endedAccounts: ended, liveSessions: live };
    return live === 0
      ? proved('No account that has ended has a live session.', facts, now)
      : notProved(`Accounts that have ended have ${counted(live, 'live session')}.`, facts);
  },
};

const leastPrivilege: Check = {
  provisions: ['164.308(a)(4)(ii)(B)'],
  async look({ service: { db }, now }) {
    const roles = await rolesFor(db, '', 'practice');
    const known = roles.filter(({ retiredAt }) => retiredAt === null).map(({ code }) => code);
    const rows = await activePeople(db)
      .select(['account.role', sql<number>`count(*)::int`.as('holders')])
      .groupBy('account.role')
      .execute();
    const sum = (some: typeof rows) => some.reduce((total, { holders }) => total + holders, 0);
    const people = sum(rows);
    const administrators = sum(rows.filter(({ role }) => role === ADMINISTRATOR));
    const ofUnknownRole = sum(rows.filter(({ role }) => !known.includes(role)));
    const facts = { people, administrators, roles: rows.length, ofUnknownRole };
    if (people === 0) return notProved('Nobody can sign in yet.', facts);
    if (ofUnknownRole > 0) {
      return notProved(
        `${counted(ofUnknownRole, 'person has', 'people have')} a role that there is not.`,
        facts,
      );
    }
    if (administrators === people) {
      return notProved('Everybody who can sign in is an administrator, who may do everything.', facts);
    }
    return proved(
      'Everybody has a role that allows its own work, and not all are administrators.',
      facts,
      now,
    );
  },
};

export const peopleChecks: readonly Check[] = [
  uniqueNames,
  emergencyAccess,
  secondFactors,
  endedAccounts,
  leastPrivilege,
];
