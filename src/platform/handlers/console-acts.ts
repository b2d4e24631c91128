import type { ConsoleAct, ConsoleActKind } from '../../shared/contract/platform/console-acts';
import { ok } from '../../shared/domain/result';
import type { AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import type { Caller } from '../access/caller';
import { systemDraft, type Happened } from '../audit/draft';
import type { Service } from '../service';
import type { Handlers } from './handler';

const vault = { type: 'Vault' };
const happenedOf: Readonly<Record<ConsoleActKind, Happened>> = {
  'vault-unlocked': { action: 'LOGIN', verb: 'VAULT_UNLOCKED', resource: vault },
  'vault-unlock-failed': {
    action: 'FAILED_LOGIN',
    verb: 'VAULT_UNLOCK_FAILED',
    resource: vault,
    outcome: 'failure',
  },
  'vault-opened-by-phrase': { action: 'LOGIN', verb: 'VAULT_OPENED_BY_PHRASE', resource: vault },
  'recovery-phrase-made': {
    action: 'UPDATE',
    verb: 'RECOVERY_PHRASE_MADE',
    resource: vault,
    category: 'authentication',
  },
  'trail-exported': { action: 'EXPORT', verb: 'AUDIT_TRAIL_EXPORTED', resource: { type: 'AuditTrail' } },
  'people-exported': { action: 'EXPORT', verb: 'PEOPLE_EXPORTED', resource: { type: 'WorkforceList' } },
  'chart-exported': { action: 'EXPORT', verb: 'CHART_EXPORTED', resource: { type: 'AuditTrail' } },
  'vault-copy-opened': { action: 'LOGIN', verb: 'VAULT_COPY_OPENED', resource: vault },
};

/** `audit.recordConsoleActs` is declared with its own event for denials only: its acts are the events. */
export function consoleActHandlers({ acts, clock }: Service): Pick<Handlers, 'audit.recordConsoleActs'> {
  return {
    async 'audit.recordConsoleActs'(request, caller) {
      const sent = new Map(request.acts.map((act) => [act.actId, act]));
      // In one order, so that two uploads of the same acts at once wait for each other and not in a circle.
      const actIds = [...sent.keys()].sort();
      await acts.quietly(async (transaction, record) => {
        const now = clock();
        const rows = await transaction
          .insertInto('console_act')
          .values(actIds.map((id) => ({ user_id: caller.account.userId, act_id: id, recorded_at: now })))
          .onConflict((conflict) => conflict.doNothing())
          .returning('act_id')
          .execute();
        const fresh = new Set(rows.map((row) => row.act_id));
        // In the order in which they were done.
        for (const act of sent.values()) if (fresh.has(act.actId)) await record(draftOf(act, caller, now));
      });
      return ok({ recorded: [...sent.keys()] });
    },
  };
}

/**
 * The event of an act that this service did not see. The address it is sent from now says nothing of where it
 * was done, so it stands in none; a workstation whose clock is ahead cannot date an act after its recording.
 */
function draftOf(act: ConsoleAct, { account, sessionId }: Caller, now: number): AuditEventDraft {
  const isAhead = act.occurredAt > now;
  const meta = { sentInSession: sessionId, ...(isAhead && { workstationTime: act.occurredAt }) };
  return {
    ...systemDraft({ ...happenedOf[act.kind], meta }, isAhead ? now : act.occurredAt),
    actor: { userId: account.userId, userName: account.userName, role: account.role },
    ...(act.records !== undefined && { volume: { records: act.records } }),
    source: { system: 'Wardkeeper console', format: 'wardkeeper', recordId: act.actId },
  };
}
