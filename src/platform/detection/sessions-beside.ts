import type { OtherSession } from '../../shared/detection/observation';
import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import { MINUTE } from '../clock';
import type { DatabaseTransaction } from '../database/schema';
import { isUserId } from './user-id';

/** No rule looks further back. */
const MOST_AGE = 24 * 60 * MINUTE;

/**
 * The other sessions that a person had when they opened one, for the sign-ins among these events. A session that was
 * renewed since then was in use then, so a late look sees more, never less.
 */
export async function sessionsBeside(
  transaction: DatabaseTransaction,
  events: readonly AuditEvent[],
): Promise<(userId: string, sessionId: string, micros: number) => OtherSession[]> {
  const signIns = events.filter(({ action, actor }) => action === 'LOGIN' && isUserId(actor.userId ?? ''));
  if (signIns.length === 0) return () => [];
  const times = signIns.map(({ occurredAt }) => occurredAt);
  const rows = await transaction
    .selectFrom('session')
    .select(['session_id', 'user_id', 'address', 'opened_at', 'refreshed_at', 'expires_at', 'ended_at'])
    .where('user_id', 'in', [...new Set(signIns.flatMap(({ actor }) => actor.userId ?? []))])
    .where('refreshed_at', '>', Math.min(...times) - MOST_AGE)
    .where('opened_at', '<', Math.max(...times))
    .limit(10_000)
    .execute();
  return (userId, sessionId, micros) =>
    rows
      .filter(
        (row) =>
          row.user_id === userId &&
          row.session_id !== sessionId &&
          row.opened_at < micros &&
          row.expires_at > micros &&
          (row.ended_at === null || row.ended_at >= micros),
      )
      .map(({ address, refreshed_at }) => ({ address, usedAt: refreshed_at }));
}
