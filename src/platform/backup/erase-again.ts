import { dirname } from 'node:path';
import { err } from '../../shared/domain/result';
import type { Recorder } from '../audit/act';
import { systemDraft } from '../audit/draft';
import type { DatabaseTransaction } from '../database/schema';
import { lockKeys, rotateKeys, WrongPhiKey, type ServiceKey } from '../phi/data-keys';
import { removeRow } from '../retention/erasures';
import { readErasures, UnreadableList, type ListedErasure } from './erasure-list';
import { RefusedBackup } from './refused';

const REASON = 'Erased before the restore; a backup from before that brought the record back.';

/**
 * Erases those again whom a restored backup brought back: whom the list beside its file names. Their keys are
 * destroyed by the first round of the care for keys. Throws `RefusedBackup` where the list cannot be read.
 */
export async function eraseAgain(
  transaction: DatabaseTransaction,
  record: Recorder,
  { file, backupKey, key, now }: { file: string; backupKey: string; key: ServiceKey; now: number },
): Promise<void> {
  const listed = await read({ folder: dirname(file), key: backupKey }, key.practiceId);
  // None was erased while a list would have been kept, or it was not brought along; the trail then tells of none.
  if (listed === null) return;
  await lockKeys(transaction);
  const back: ListedErasure[] = [];
  for (const erasure of listed) {
    if (await removeRow(transaction, erasure.patientId)) back.push(erasure);
  }
  if (back.length > 0) {
    const fieldVersion = (await rotated(transaction, key, now)) - 1;
    for (const erasure of back) await enter(transaction, record, erasure, fieldVersion, now);
  }
  const meta = { listed: listed.length, erasedAgain: back.length };
  const resource = { type: 'Backup' };
  const happened = {
    action: 'DELETE',
    category: 'system',
    verb: 'ERASURES_REPEATED',
    resource,
    meta,
  } as const;
  await record(systemDraft(happened, now));
}

async function enter(
  transaction: DatabaseTransaction,
  record: Recorder,
  { id, patientId, userId, basis }: ListedErasure,
  fieldVersion: number,
  now: number,
): Promise<void> {
  const asker =
    userId === null
      ? undefined
      : await transaction
          .selectFrom('account')
          .select('user_id')
          .where('user_id', '=', userId)
          .executeTakeFirst();
  await transaction
    .insertInto('patient_erasure')
    .values({
      patient_erasure_id: id,
      patient_id: patientId,
      basis,
      reason: REASON,
      user_id: asker?.user_id ?? null,
      began_at: now,
      field_version: fieldVersion,
    })
    .execute();
  const resource = { type: 'Patient', id: patientId };
  const meta = { basis, erasureId: id, fieldKeysUpTo: fieldVersion, why: REASON };
  const happened = { action: 'DELETE', verb: 'PATIENT_ERASED', category: 'system', resource, meta } as const;
  await record({ ...systemDraft(happened, now), patients: [patientId] });
}

async function read(
  place: { folder: string; key: string },
  practiceId: string,
): Promise<ListedErasure[] | null> {
  try {
    return await readErasures(place, practiceId);
  } catch (error) {
    if (error instanceof UnreadableList) throw new RefusedBackup(listChanged);
    throw error;
  }
}

async function rotated(transaction: DatabaseTransaction, key: ServiceKey, now: number): Promise<number> {
  try {
    return await rotateKeys(transaction, key, now);
  } catch (error) {
    if (error instanceof WrongPhiKey) throw new RefusedBackup(otherPhiKey);
    throw error;
  }
}

const listChanged = err(
  'damaged',
  'The list of erased patients beside the backup (erasures.sealed) was changed or is not this practice’s; nothing was restored.',
  'Take a copy of it from the newest backups of this practice.',
);

const otherPhiKey = err(
  'not-found',
  'The patient data in this backup is sealed under another key than the one given; nothing was restored.',
  'Bring the phi.key that was in use when it was made; where it was replaced since, as a line of phi-old.key.',
);
