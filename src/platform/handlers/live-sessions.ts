import type { Caller } from '../access/caller';
import { sessionsFor, type Wanted } from '../access/sessions';
import type { Recorder } from '../audit/act';
import { draftBy, type Happened } from '../audit/draft';
import { endSessions, type ListedSession } from '../../shared/contract/platform/sessions';
import { err, ok } from '../../shared/domain/result';
import type { Service } from '../service';
import type { Handlers } from './handler';

/** Where people are signed in, and the end of it. Each request asks for its session, so an end is at once. */
export function liveSessionHandlers({
  acts,
  clock,
  db,
}: Service): Pick<
  Handlers,
  'auth.listSessions' | 'auth.endSessions' | 'sessions.list' | 'sessions.end' | 'sessions.endAll'
> {
  const reachOf = ({ account, sessionId }: Caller, access: Caller['access'], now: number) =>
    sessionsFor(db, { userId: account.userId, sessionId, access }, now);

  /** Ends what is in reach, with an event for each that ended; none ended, nothing is recorded. */
  async function end(caller: Caller, access: Caller['access'], wanted: Wanted, why?: string) {
    return acts.quietly(async (transaction, record) => {
      const now = clock();
      const ended = await reachOf(caller, access, now).end(transaction, wanted);
      await recordEnds(record, caller, ended, now, { justification: why });
      return ended;
    });
  }

  return {
    async 'auth.listSessions'(_, caller) {
      const own = await reachOf(caller, 'self', clock()).list({}, 0, 100);
      return ok({ sessions: own.sessions });
    },

    async 'auth.endSessions'({ sessionIds }, caller) {
      const wanted = sessionIds === undefined ? { besides: caller.sessionId } : { sessionIds };
      return ok({ ended: await end(caller, 'self', wanted) });
    },

    async 'sessions.list'({ userId, from, limit }, caller) {
      const wanted = userId === undefined ? {} : { userId };
      return ok(await reachOf(caller, caller.access, clock()).list(wanted, from, limit));
    },

    async 'sessions.end'({ sessionIds, reason }, caller) {
      return ok({ ended: await end(caller, caller.access, { sessionIds }, reason) });
    },

    async 'sessions.endAll'({ userId, reason }, caller) {
      const known = await db
        .selectFrom('account')
        .select('user_id')
        .where('user_id', '=', userId)
        .executeTakeFirst();
      const isInReach = caller.access === 'practice' || userId === caller.account.userId;
      if (known === undefined || !isInReach) return noSuchAccount;
      return ok({ ended: await end(caller, caller.access, { userId }, reason) });
    },
  };
}

/** An event for each session that somebody ended: whose it was, and why. */
export async function recordEnds(
  record: Recorder,
  caller: Caller,
  ended: readonly ListedSession[],
  now: number,
  why: { justification?: string | undefined; reason?: string },
): Promise<void> {
  for (const { sessionId, userId } of ended) {
    const { action, verb, resource } = endSessions.audit;
    const happened: Happened = {
      action,
      verb,
      resource: { type: resource, id: sessionId },
      meta: { userId, ...(why.reason !== undefined && { reason: why.reason }) },
    };
    await record({
      ...draftBy(caller, happened, now),
      ...(why.justification !== undefined && { justification: why.justification }),
    });
  }
}

const noSuchAccount = err('not-found', 'There is no such account.', 'Look at the list of people again.');
