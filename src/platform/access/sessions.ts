import type { Access } from '../../shared/contract/platform/matrix';
import type { ListedSession } from '../../shared/contract/platform/sessions';
import type { Database, DatabaseTransaction } from '../database/schema';
import { isLive } from '../identity/sessions';

/** Which of the sessions in reach are meant: each condition that is left out holds for all. */
export interface Wanted {
  sessionIds?: readonly string[];
  userId?: string;
  /** All but this one. */
  besides?: string;
}

/** The live sessions that one caller may see and end: with less than the whole practice's scope, their own. */
export interface SessionsInReach {
  /** The newest first. */
  list(wanted: Wanted, from: number, limit: number): Promise<{ sessions: ListedSession[]; total: number }>;
  /** Ends them; gives those that lived until now. */
  end(transaction: DatabaseTransaction, wanted: Wanted): Promise<ListedSession[]>;
}

/** `now` in microseconds. */
export function sessionsFor(
  db: Database,
  caller: { userId: string; sessionId: string; access: NonNullable<Access> },
  now: number,
): SessionsInReach {
  const inReach = (source: Database, { sessionIds, userId, besides }: Wanted) =>
    source
      .selectFrom('session')
      .innerJoin('account', 'account.user_id', 'session.user_id')
      .where(isLive(now))
      .$if(caller.access !== 'practice', (query) => query.where('session.user_id', '=', caller.userId))
      .$if(sessionIds !== undefined, (query) => query.where('session_id', 'in', sessionIds ?? []))
      .$if(userId !== undefined, (query) => query.where('session.user_id', '=', userId ?? ''))
      .$if(besides !== undefined, (query) => query.where('session_id', '<>', besides ?? ''));
  const columns = [
    'session.session_id',
    'session.user_id',
    'account.user_name',
    'session.address',
    'session.opened_at',
    'session.refreshed_at',
    'session.expires_at',
  ] as const;
  const listed = (row: {
    session_id: string;
    user_id: string;
    user_name: string;
    address: string;
    opened_at: number;
    refreshed_at: number;
    expires_at: number;
  }): ListedSession => ({
    sessionId: row.session_id,
    userId: row.user_id,
    userName: row.user_name,
    address: row.address,
    openedAt: row.opened_at,
    refreshedAt: row.refreshed_at,
    expiresAt: row.expires_at,
    current: row.session_id === caller.sessionId,
  });
  return {
    async list(wanted, from, limit) {
      const rows = await inReach(db, wanted)
        .select(columns)
        .orderBy('session.opened_at', 'desc')
        .orderBy('session.session_id')
        .offset(from)
        .limit(limit)
        .execute();
      const { total } = await inReach(db, wanted)
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { sessions: rows.map(listed), total: Number(total) };
    },
    async end(transaction, wanted) {
      // In one order, so that two who end the same sessions at once wait for each other and not in a circle.
      const rows = await inReach(transaction, wanted)
        .select(columns)
        .orderBy('session.session_id')
        .forUpdate('session')
        .execute();
      if (rows.length === 0) return [];
      await transaction
        .updateTable('session')
        .set({ ended_at: now })
        .where(
          'session_id',
          'in',
          rows.map((row) => row.session_id),
        )
        .execute();
      return rows.map(listed);
    },
  };
}
