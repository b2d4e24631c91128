import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { counted } from '../../shared/domain/words';
import { MINUTE } from '../clock';
import type { Database, DatabaseTransaction } from '../database/schema';
import { countLiveSessions, findSession, SESSION_IDLE, SESSION_LIFE } from '../identity/sessions';
import { notProved, proved, type Check } from './check';
import { undone } from './undone';

/**
 * Sessions that are left alone: one is made to be refused, and those of the last day are looked through. That a
 * workstation locks its screen is each console's own, and not seen from here.
 */
export const automaticLogoff: Check = {
  provisions: ['164.312(a)(2)(iii)'],
  async look({ service: { db }, now }) {
    const idleMinutes = SESSION_IDLE / MINUTE;
    const { refreshes, outlived } = await refreshesOf(db);
    const idleRefused = await undone(db, (transaction) => refusesIdle(transaction, now));
    const facts = {
      idleMinutes,
      longestHours: SESSION_LIFE / (60 * MINUTE),
      liveSessions: await countLiveSessions(db, now),
      idleRefused: idleRefused === true,
      refreshes,
      outlived,
    };
    if (idleRefused === null) return notProved('Nobody can sign in yet.', facts);
    if (!idleRefused) {
      return notProved(`A session that was left alone for ${idleMinutes} minutes is still let in.`, facts);
    }
    if (outlived > 0) {
      return notProved(
        `${counted(outlived, 'session was', 'sessions were')} gone on with after the time was over.`,
        facts,
      );
    }
    return proved(
      `A session that is left alone for ${idleMinutes} minutes has ended: one made for this look was refused, and none of the last day outlived it. That screens lock is not seen from here.`,
      facts,
      now,
    );
  },
};

/** Whether a session is refused that was left alone for so long, and only then; null where nobody could have one. */
async function refusesIdle(transaction: DatabaseTransaction, now: number): Promise<boolean | null> {
  const somebody = await transaction
    .selectFrom('account')
    .select('user_id')
    .where('status', '=', 'active')
    .where('ended_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (somebody === undefined) return null;
  const network = { address: '127.0.0.1', userAgent: undefined };
  const isLetIn = async (idle: number) => {
    const sessionId = randomUUID();
    const leftAt = now - idle;
    await transaction
      .insertInto('session')
      .values({
        session_id: sessionId,
        user_id: somebody.user_id,
        address: network.address,
        opened_at: leftAt,
        refreshed_at: leftAt,
        expires_at: leftAt + SESSION_LIFE,
        ended_at: null,
      })
      .execute();
    return (await findSession(transaction, { sessionId }, network, now)).ok;
  };
  // Where none is let in, a refusal shows nothing.
  return (await isLetIn(SESSION_IDLE - MINUTE)) && !(await isLetIn(SESSION_IDLE));
}

/** Of what is kept of refreshing, about a day: how often sessions were, and how many when their time was over. */
async function refreshesOf(db: Database): Promise<{ refreshes: number; outlived: number }> {
  const { rows } = await sql<{ refreshes: number; outlived: number }>`
    select count(*)::int as refreshes,
      (count(distinct session_id) filter (where gap >= ${SESSION_IDLE} or issued_at >= expires_at))::int as outlived
    from (
      select session_id, issued_at, expires_at,
        issued_at - lag(issued_at) over (partition by session_id order by issued_at) as gap
      from refresh_token join session using (session_id)
    ) as refresh
    where gap is not null`.execute(db);
  return rows[0] ?? { refreshes: 0, outlived: 0 };
}
