import type { Selectable } from 'kysely';
import type { LegalHold } from '../../shared/contract/platform/retention';
import { takeLock } from '../database/advisory-lock';
import type { Database, DatabaseTransaction } from '../database/schema';
import type { LegalHoldTable } from '../database/record-tables';

/** Nobody places a hold between a look at the holds and what is destroyed in the same transaction. */
export async function lockHolds(transaction: DatabaseTransaction): Promise<void> {
  await takeLock(transaction, 'legal_hold');
}

/** What stands in the way of destroying what happened from the first instant to the second, both included. */
export async function holdsOver(
  db: Database,
  span: { from: number; to: number },
): Promise<{ isHeld: boolean; patientIds: string[] }> {
  const rows = await db
    .selectFrom('legal_hold')
    .select(['reach', 'from_at', 'until_at', 'patient_id'])
    .where('released_at', 'is', null)
    .execute();
  return {
    isHeld: rows.some(
      ({ reach, from_at, until_at }) =>
        reach === 'practice' ||
        (reach === 'dates' && (from_at ?? 0) <= span.to && (until_at ?? Infinity) > span.from),
    ),
    patientIds: rows.flatMap(({ patient_id }) => (patient_id === null ? [] : [patient_id])),
  };
}

export function holdOf(row: Selectable<LegalHoldTable>): LegalHold {
  const { released_at: at, released_by: by, release_reason: why } = row;
  return {
    id: row.legal_hold_id,
    reach: row.reach,
    from: row.from_at,
    until: row.until_at,
    patientId: row.patient_id,
    reason: row.reason,
    placedBy: row.user_id,
    placedAt: row.placed_at,
    released: at === null || by === null || why === null ? null : { at, by, reason: why },
  };
}
