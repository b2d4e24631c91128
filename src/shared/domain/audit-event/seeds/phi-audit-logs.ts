import { z } from 'zod';
import { ok } from '../../result';
import type { Action, Category } from '../vocabulary';
import { given, isPatient, occurredText, recordId, unfit, type SourceFormat } from './source-format';

/**
 * EP-050, `experimentation.phi_audit_logs`. The columns are documented; their JSON types, the names `id`
 * and `created_at`, and null for absence are our choice.
 */
const phiAuditLog = z.strictObject({
  id: z.string(),
  user_id: z.string(),
  resource_type: z.string(),
  resource_id: z.string().nullable(),
  action: z.enum(['READ', 'WRITE', 'DELETE', 'EXPORT']),
  phi_fields_accessed: z.array(z.string()).nullable(),
  purpose: z.enum(['treatment', 'operations', 'research']).nullable(),
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  retention_years: z.int(),
  created_at: z.string(),
});
export type PhiAuditLog = z.infer<typeof phiAuditLog>;

// HIPAA_AUDIT_LOG_RETENTION_YEARS of the source, where an event states none of its own.
const defaultRetentionYears = 6;

const meaning = {
  READ: { action: 'READ', category: 'access' },
  WRITE: { action: 'UPDATE', category: 'modification' },
  DELETE: { action: 'DELETE', category: 'modification' },
  EXPORT: { action: 'EXPORT', category: 'export' },
} as const satisfies Record<PhiAuditLog['action'], { action: Action; category: Category }>;

const words: Partial<Record<Action, PhiAuditLog['action']>> = {
  READ: 'READ',
  CREATE: 'WRITE',
  UPDATE: 'WRITE',
  DELETE: 'DELETE',
  EXPORT: 'EXPORT',
};

export const phiAuditLogs: SourceFormat<PhiAuditLog> = {
  record: phiAuditLog,
  timeOf: ({ created_at }) => created_at,
  toDraft: (log, time) => ({
    ...time,
    ...meaning[log.action],
    // A write may have made or changed something: the source does not say, and its word is kept.
    verb: log.action === 'WRITE' ? 'WRITE' : undefined,
    actor: { userId: log.user_id },
    resource: { type: log.resource_type, id: given(log.resource_id) },
    patients: isPatient(log.resource_type) && log.resource_id !== null ? [log.resource_id] : [],
    phiFields: given(log.phi_fields_accessed),
    purpose: given(log.purpose),
    network: { ip: given(log.ip_address), userAgent: given(log.user_agent) },
    outcome: 'success',
    retention: { years: log.retention_years },
    source: { system: 'experimentation-platform', format: 'phi_audit_logs', recordId: log.id },
  }),
  fromEvent(event) {
    const action = words[event.action];
    const purpose = phiAuditLog.shape.purpose.safeParse(event.purpose);
    if (action === undefined) return unfit(`it has no word for ${event.action}`);
    // A refused attempt would be read as an access.
    if (event.outcome !== 'success') return unfit('it has no word for what was refused or failed');
    if (event.actor.userId === undefined) return unfit('it needs a user');
    if (event.resource === undefined) return unfit('it needs a resource');
    return ok({
      id: recordId(event),
      user_id: event.actor.userId,
      resource_type: event.resource.type,
      resource_id: event.resource.id ?? null,
      action,
      phi_fields_accessed: event.phiFields ?? null,
      purpose: purpose.success ? purpose.data : null,
      ip_address: event.network?.ip ?? null,
      user_agent: event.network?.userAgent ?? null,
      retention_years: event.retention?.years ?? defaultRetentionYears,
      created_at: occurredText(event),
    });
  },
};
