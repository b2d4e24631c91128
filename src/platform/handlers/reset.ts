import type { AuditWords } from '../../shared/contract/platform/call';
import { grantsBeyond } from '../../shared/domain/permission';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import { onlyInPart } from '../access/refusals';
import { findRole } from '../access/roles';
import { sessionsFor } from '../access/sessions';
import { happenedIn, type Happened } from '../audit/draft';
import type { DatabaseTransaction } from '../database/schema';
import { findLocked } from '../identity/account-change';
import type { Service } from '../service';
import { attempting } from './attempt';
import { recordEnds } from './live-sessions';

/** What of somebody's sign-in is reset. */
export interface ResetKind {
  audit: AuditWords;
  /** Why nobody does it to themself, and that in the words of the trail. */
  notOneself: Refusal;
  own: string;
  /** Why sessions ended with it, in the words of the trail. */
  ends: string;
}

/**
 * Takes away a part of somebody's sign-in, for a reason, and ends their sessions; whoever may do less than that person
 * may not. `take` does the taking with the account locked, or says why there is nothing to take.
 */
export function resetSignIn<Value extends object>(
  { acts, clock, db }: Pick<Service, 'acts' | 'clock' | 'db'>,
  caller: Caller,
  { userId, reason }: { userId: string; reason: string },
  kind: ResetKind,
  take: (transaction: DatabaseTransaction, now: number) => Promise<Result<Value>>,
): Promise<Result<Value & { sessionsEnded: number }>> {
  const said = happenedIn(kind.audit);
  const happened: Happened = {
    ...said,
    category: 'administration',
    resource: { ...said.resource, id: userId },
  };
  return acts.act(async (transaction, record) => {
    const now = clock();
    const attempt = attempting(record, caller, happened, now, reason);
    if (caller.access !== 'practice') return attempt.refuse(onlyInPart, 'no-permission');
    // Whoever took over a session could otherwise get rid of what keeps them out later.
    if (userId === caller.account.userId) return attempt.refuse(kind.notOneself, kind.own);
    const account = await findLocked(transaction, { userId });
    if (account === null || account.status === 'ended') return attempt.refuse(noSuchAccount, 'not-found');
    const held = await findRole(transaction, account.role);
    if (grantsBeyond(caller.role, held).length > 0) return attempt.refuse(aboveYours, 'more-than-held');
    const taken = await take(transaction, now);
    if (!taken.ok) return attempt.refuse(taken, 'not-found');
    await attempt.done();
    const everybody = {
      userId: caller.account.userId,
      sessionId: caller.sessionId,
      access: 'practice',
    } as const;
    const ended = await sessionsFor(db, everybody, now).end(transaction, { userId });
    await recordEnds(record, caller, ended, now, { reason: kind.ends });
    return ok({ ...taken.value, sessionsEnded: ended.length });
  });
}

const aboveYours = err(
  'denied',
  'This person may do more than you; nothing was changed.',
  'Ask somebody who may do all that they may.',
);
const noSuchAccount = err(
  'not-found',
  'There is no such account, or it has ended.',
  'Look at the list of people again.',
);
