import type { AuditEvent } from './audit-event';

/** The change of one patient whose old and new values lie sealed in its event. */
export interface SealedChanges {
  patientId: string;
  changes: NonNullable<NonNullable<AuditEvent['details']>['changes']>;
}

/** Null where an event holds none: of an account only the fields that changed are named. */
export function sealedChangesOf({
  details,
  patients,
}: Pick<AuditEvent, 'details' | 'patients'>): SealedChanges | null {
  const [patientId] = patients;
  const changes = details?.changes ?? [];
  const isSealed = changes.some((change) => change.old !== undefined || change.new !== undefined);
  return patientId !== undefined && patients.length === 1 && isSealed ? { patientId, changes } : null;
}
