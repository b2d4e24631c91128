import type { Alert } from '../../shared/contract/platform/alerts';
import type { Finding } from '../../shared/detection/detector';
import { addressBlockedFor } from '../../shared/domain/lockout';
import type { Recorder } from '../audit/act';
import { addressBlocked, sessionEnded, systemDraft } from '../audit/draft';
import type { DatabaseTransaction } from '../database/schema';
import { blockForFailures } from '../identity/address-blocks';
import { endSession } from '../identity/sessions';

/** Does about a finding what it asks for at once, and records that; says what was done now. `now` in microseconds. */
export async function answerTo(
  transaction: DatabaseTransaction,
  record: Recorder,
  { answer, subject: { address, sessionId, userId }, at }: Finding,
  now: number,
): Promise<Alert['answer']> {
  if (answer === 'end-session' && sessionId !== undefined && userId !== undefined) {
    if (!(await endSession(transaction, sessionId, now))) return null;
    const account = await transaction
      .selectFrom('account')
      .select(['user_name', 'role'])
      .where('user_id', '=', userId)
      .executeTakeFirst();
    await record({
      ...systemDraft(sessionEnded(sessionId, 'session-changed'), now),
      actor: { userId, ...(account !== undefined && { userName: account.user_name, role: account.role }) },
      network: { sessionId },
    });
    return 'session-ended';
  }
  // What is looked at late, after the service stood still, is not blocked any more.
  if (answer === 'block-address' && address !== undefined && now - at < addressBlockedFor) {
    const userNames = await blockForFailures(transaction, address, at, now);
    if (userNames === null) return null;
    await record(systemDraft(addressBlocked(address, userNames, 'many-failures'), now));
    return 'address-blocked';
  }
  return null;
}
