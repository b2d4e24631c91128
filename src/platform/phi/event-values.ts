import type { AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import type { Database, DatabaseTransaction } from '../database/schema';
import { eventKey, readOwnKey, type DataKeys, type SealingKeys, type ServiceKey } from './data-keys';
import { keyNamedBy, openText, sealText } from './envelope';

type Changes = NonNullable<NonNullable<AuditEventDraft['details']>['changes']>;

/** A field that changed; undefined where there was or is none. */
export interface FieldChange {
  field: string;
  old: string | undefined;
  new: string | undefined;
}

/**
 * Old and new values for an event, each sealed under the data key of its month and bound to the patient, the field
 * and the side it stands on. They are opened by the platform alone (`openedChanges`). `now` in microseconds.
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

/** The same, opened; null where any of them was changed, moved or sealed elsewhere, or its month’s key is gone. */
export async function openedChanges(
  db: Database,
  keys: DataKeys,
  { practiceId }: ServiceKey,
  patientId: string,
  changes: Changes,
): Promise<{ field: string; old: string | null; new: string | null }[] | null> {
  const months = new Map<number, Buffer | null>();
  const open = async (field: string, side: 'old' | 'new', sealed: string | undefined) => {
    if (sealed === undefined) return null;
    const named = keyNamedBy(sealed);
    if (named?.purpose !== 'event') return undefined;
    const { version } = named;
    if (!months.has(version)) months.set(version, await readOwnKey(db, keys, 'event', version));
    const key = months.get(version);
    if (key == null) return undefined;
    return (
      openText({ purpose: 'event', version, key }, [practiceId, patientId, field, side], sealed) ?? undefined
    );
  };
  const opened = [];
  for (const { field, old, new: next } of changes) {
    const [before, after] = [await open(field, 'old', old), await open(field, 'new', next)];
    if (before === undefined || after === undefined) return null;
    opened.push({ field, old: before, new: after });
  }
  return opened;
}

/** The month of an instant in UTC, as 202611. */
export function monthOf(micros: number): number {
  const date = new Date(micros / 1000);
  return date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
}
