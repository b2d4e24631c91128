import { z } from 'zod';
import { ok } from '../../result';
import { actions, type Action, type Category, type Outcome } from '../vocabulary';
import { given, occurredText, typelessId, unfit, type SourceFormat } from './source-format';

/**
 * The audit log of VannahHealthCloud (imaging). One record is documented, with `DATA_ACCESS` and `SUCCESS`;
 * the other words, and null for what does not apply, are our choice after its table of event types.
 */
const columns = z.strictObject({
  timestamp: z.string(),
  eventType: z.enum([
    'AUTHENTICATION',
    'DATA_ACCESS',
    'DATA_MODIFICATION',
    'DICOM_EVENT',
    'ADMIN_ACTION',
    'SYSTEM_EVENT',
  ]),
  action: z.string(),
  userId: z.string().nullable(),
  userName: z.string().nullable(),
  role: z.string().nullable(),
  resourceType: z.string().nullable(),
  resourceId: z.string().nullable(),
  patientId: z.string().nullable(),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  result: z.enum(['SUCCESS', 'FAILURE', 'DENIED']),
});
const imagingAuditLog = columns.refine(
  (log) => !(log.resourceType === null && log.resourceId !== null),
  typelessId,
);
export type ImagingAuditLog = z.infer<typeof imagingAuditLog>;
type EventType = ImagingAuditLog['eventType'];

const categoryOf = {
  AUTHENTICATION: 'authentication',
  DATA_ACCESS: 'access',
  DATA_MODIFICATION: 'modification',
  DICOM_EVENT: 'imaging',
  ADMIN_ACTION: 'administration',
  SYSTEM_EVENT: 'system',
} as const satisfies Record<EventType, Category>;

const eventTypeOf: Record<Category, EventType> = {
  authentication: 'AUTHENTICATION',
  access: 'DATA_ACCESS',
  export: 'DATA_ACCESS',
  modification: 'DATA_MODIFICATION',
  imaging: 'DICOM_EVENT',
  administration: 'ADMIN_ACTION',
  system: 'SYSTEM_EVENT',
};

const outcomeOf = {
  SUCCESS: 'success',
  FAILURE: 'failure',
  DENIED: 'denied',
} as const satisfies Record<ImagingAuditLog['result'], Outcome>;
const resultOf = { success: 'SUCCESS', failure: 'FAILURE', denied: 'DENIED' } as const;

/** What the last word of an action says: STUDY_VIEWED, REPORT_EDITED, C-MOVE … */
const actionOfLastWord: Readonly<Record<string, Action>> = {
  VIEWED: 'READ',
  OPENED: 'READ',
  LOOKUP: 'READ',
  SEARCHED: 'READ',
  FIND: 'READ',
  GET: 'EXPORT',
  MOVE: 'EXPORT',
  EXPORTED: 'EXPORT',
  DOWNLOADED: 'EXPORT',
  PRINTED: 'EXPORT',
  SHARED: 'EXPORT',
  CREATED: 'CREATE',
  ADDED: 'CREATE',
  STORE: 'CREATE',
  RECEIVED: 'CREATE',
  EDITED: 'UPDATE',
  CHANGED: 'UPDATE',
  MODIFIED: 'UPDATE',
  UPDATED: 'UPDATE',
  DELETED: 'DELETE',
  REMOVED: 'DELETE',
  LOGOUT: 'LOGOUT',
};

function actionOf({ eventType, action, result }: ImagingAuditLog): Action {
  const exact = actions.find((known) => known === action);
  if (eventType === 'AUTHENTICATION') {
    if (result !== 'SUCCESS' || action.includes('FAILED')) return 'FAILED_LOGIN';
    if (exact !== undefined) return exact;
    if (/LOG(GED)?_?OUT/.test(action)) return 'LOGOUT';
    return /LOG(GED)?_?IN/.test(action) ? 'LOGIN' : 'UPDATE'; // second factors, passwords
  }
  const lastWord = action.split(/[_\s-]/).at(-1) ?? '';
  // The word comes from outside: `constructor` must not find what every object has.
  const known = Object.hasOwn(actionOfLastWord, lastWord) ? actionOfLastWord[lastWord] : undefined;
  return exact ?? known ?? (eventType === 'DATA_ACCESS' ? 'READ' : 'UPDATE');
}

export const vannahhealthcloud: SourceFormat<ImagingAuditLog> = {
  record: imagingAuditLog,
  timeOf: ({ timestamp }) => timestamp,
  toDraft: (log, time) => ({
    ...time,
    category: categoryOf[log.eventType],
    categoryWord: log.eventType,
    action: actionOf(log),
    verb: log.action,
    actor: { userId: given(log.userId), userName: given(log.userName), role: given(log.role) },
    resource: log.resourceType === null ? undefined : { type: log.resourceType, id: given(log.resourceId) },
    patients: log.patientId === null ? [] : [log.patientId],
    network: { ip: given(log.ipAddress), userAgent: given(log.userAgent) },
    outcome: outcomeOf[log.result],
    source: { system: 'vannahhealthcloud', format: 'vannahhealthcloud' },
  }),
  fromEvent(event) {
    if (event.patientManifest !== undefined || event.patients.length > 1) {
      return unfit('it holds one patient, and several are concerned');
    }
    return ok({
      timestamp: occurredText(event),
      eventType: eventTypeOf[event.category],
      action: event.verb ?? event.action,
      userId: event.actor.userId ?? null,
      userName: event.actor.userName ?? null,
      role: event.actor.role ?? null,
      resourceType: event.resource?.type ?? null,
      resourceId: event.resource?.id ?? null,
      patientId: event.patients[0] ?? null,
      ipAddress: event.network?.ip ?? null,
      userAgent: event.network?.userAgent ?? null,
      result: resultOf[event.outcome],
    });
  },
};
