import type { AuditWords } from '../../shared/contract/platform/call';
import type { AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import { categoryOfAction, type Action, type Category } from '../../shared/domain/audit-event/vocabulary';
import type { JsonObject } from '../../shared/transparency/canonical-json';
import type { SignedIn, Visitor } from '../access/caller';

/** What happened. */
export interface Happened {
  action: Action;
  verb: string;
  resource: { type: string; id?: string };
  category?: Category;
  outcome?: AuditEventDraft['outcome'];
  /** What else there is to know; `reason` has words of its own (reason-words.ts). */
  meta?: JsonObject | undefined;
}

/** What a call does, in the words of its declaration. */
export function happenedIn({ action, verb, resource }: AuditWords): Happened {
  return { action, verb, resource: { type: resource } };
}

/** A session that the service ended, and not its owner. */
export function sessionEnded(
  id: string,
  reason: 'too-many-sessions' | 'token-reused' | 'session-changed',
): Happened {
  return { action: 'LOGOUT', verb: 'SIGNED_OUT', resource: { type: 'Session', id }, meta: { reason } };
}

/** An address that the service blocked, and how many names had been tried from it. */
export function addressBlocked(
  address: string,
  userNames: number,
  reason: 'many-names' | 'many-failures',
): Happened {
  const resource = { type: 'Address', id: address };
  return {
    action: 'UPDATE',
    verb: 'ADDRESS_BLOCKED',
    category: 'system',
    resource,
    meta: { userNames, reason },
  };
}

const source = { system: 'Wardkeeper', format: 'wardkeeper' };

/** The event of something this service did by itself. `now` in microseconds. */
export function systemDraft(happened: Happened, now: number): AuditEventDraft {
  return {
    occurredAt: now,
    category: happened.category ?? categoryOfAction[happened.action],
    action: happened.action,
    verb: happened.verb,
    actor: {},
    resource: happened.resource,
    patients: [],
    outcome: happened.outcome ?? 'success',
    ...(happened.meta !== undefined && { details: { meta: happened.meta } }),
    source,
  };
}

/** The event of something that a person did, or tried to, from a workstation. `now` in microseconds. */
export function draftBy(who: Visitor | SignedIn, happened: Happened, now: number): AuditEventDraft {
  const { address, userAgent } = who.network;
  return {
    ...systemDraft(happened, now),
    actor:
      'account' in who
        ? { userId: who.account.userId, userName: who.account.userName, role: who.account.role }
        : {},
    network: {
      ip: address,
      ...(userAgent !== undefined && { userAgent: userAgent.slice(0, 2048) }),
      ...('sessionId' in who && { sessionId: who.sessionId }),
    },
  };
}
