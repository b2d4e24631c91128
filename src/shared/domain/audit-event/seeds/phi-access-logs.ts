import { z } from 'zod';
import { ok } from '../../result';
import type { Action, Category } from '../vocabulary';
import { given, occurredText, recordId, unfit, type SourceFormat } from './source-format';

/**
 * The table `phi_access_logs`, its columns as documented. Their JSON is our choice: UUIDs, addresses and
 * times as text, null where the column is NULL.
 */
const phiAccessLog = z.strictObject({
  id: z.string(),
  user_id: z.string(),
  patient_id: z.string().nullable(),
  encounter_id: z.string().nullable(),
  action: z.enum(['read', 'write', 'update', 'delete']),
  resource_type: z.string(),
  resource_id: z.string().nullable(),
  phi_fields: z.array(z.string()).nullable(),
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  session_id: z.string().nullable(),
  timestamp: z.string(),
  justification: z.string().nullable(),
});
export type PhiAccessLog = z.infer<typeof phiAccessLog>;

// Beside `update`, `write` can only be the making of something new.
const meaning = {
  read: { action: 'READ', category: 'access' },
  write: { action: 'CREATE', category: 'modification' },
  update: { action: 'UPDATE', category: 'modification' },
  delete: { action: 'DELETE', category: 'modification' },
} as const satisfies Record<PhiAccessLog['action'], { action: Action; category: Category }>;

const words: Partial<Record<Action, PhiAccessLog['action']>> = {
  READ: 'read',
  CREATE: 'write',
  UPDATE: 'update',
  DELETE: 'delete',
};

export const phiAccessLogs: SourceFormat<PhiAccessLog> = {
  record: phiAccessLog,
  timeOf: ({ timestamp }) => timestamp,
  toDraft: (log, time) => ({
    ...time,
    ...meaning[log.action],
    actor: { userId: log.user_id },
    resource: { type: log.resource_type, id: given(log.resource_id) },
    patients: log.patient_id === null ? [] : [log.patient_id],
    encounterId: given(log.encounter_id),
    phiFields: given(log.phi_fields),
    justification: given(log.justification),
    network: {
      ip: given(log.ip_address),
      userAgent: given(log.user_agent),
      sessionId: given(log.session_id),
    },
    outcome: 'success',
    source: { system: 'scribemed', format: 'phi_access_logs', recordId: log.id },
  }),
  fromEvent(event) {
    const action = words[event.action];
    if (action === undefined) return unfit(`it has no word for ${event.action}`);
    if (event.actor.userId === undefined) return unfit('it needs a user');
    if (event.resource === undefined) return unfit('it needs a resource');
    if (event.patientManifest !== undefined || event.patients.length > 1) {
      return unfit('it holds one patient, and several are concerned');
    }
    return ok({
      id: recordId(event),
      user_id: event.actor.userId,
      patient_id: event.patients[0] ?? null,
      encounter_id: event.encounterId ?? null,
      action,
      resource_type: event.resource.type,
      resource_id: event.resource.id ?? null,
      phi_fields: event.phiFields ?? null,
      ip_address: event.network?.ip ?? null,
      user_agent: event.network?.userAgent ?? null,
      session_id: event.network?.sessionId ?? null,
      timestamp: occurredText(event),
      justification: event.justification ?? null,
    });
  },
};
