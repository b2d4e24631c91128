import { systemDraft } from '../../../src/platform/audit/draft';
import type { AuditEventDraft } from '../../../src/shared/domain/audit-event/audit-event';

/** An event that can be known again in the log by the id of its resource. */
export function draftOf(name: string): AuditEventDraft {
  return {
    ...systemDraft(
      { action: 'UPDATE', verb: 'TESTED', resource: { type: 'Test', id: name } },
      1_750_000_000_000_000,
    ),
    patients: ['patient "1"', 'patient {2}'],
    network: { ip: '192.0.2.7' },
  };
}
