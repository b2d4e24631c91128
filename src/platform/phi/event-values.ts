import type { AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import type { DatabaseTransaction } from '../database/schema';
import { eventKey, type SealingKeys, type ServiceKey } from './data-keys';
import { sealText } from './envelope';

type Changes = NonNullable<NonNullable<AuditEventDraft['details']>['changes']>;

/** A field that changed; undefined where there was or is none. */
export interface FieldChange {
  field: string;
  old: string | undefined;
  new: string | undefined;
}

/**
 * Old and new values for an event, each sealed under the data key of its month and bound to the patient, the field
 * and the side it stands on. They are opened by the platform alone. `now` in microseconds.
 */
export async function sealedChanges(
  transaction: DatabaseTransaction,
  keys: SealingKeys,
  { practiceId }: ServiceKey,
  patientId: string,
  changes: readonly FieldChange[],
  now: number,
): Promise<Changes> {
  const key = await eventKey(transaction, keys, monthOf(now), now);
  const sealed = (field: string, side: 'old' | 'new', text: string | undefined) =>
    text !== undefined && { [side]: sealText(key, [practiceId, patientId, field, side], text) };
  return changes.map((change) => ({
    field: change.field,
    ...sealed(change.field, 'old', change.old),
    ...sealed(change.field, 'new', change.new),
  }));
}

/** The month of an instant in UTC, as 202611. */
export function monthOf(micros: number): number {
  const date = new Date(micros / 1000);
  return date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
}
