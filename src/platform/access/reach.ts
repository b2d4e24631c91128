import { sql, type RawBuilder } from 'kysely';
import { missingCase } from '../../shared/domain/result';
import type { Database } from '../database/schema';
import type { Caller } from './caller';

/**
 * Whose patients somebody cares for now: those of their own panel, and those of the panel of anybody who is in a
 * care team with them.
 */
function assignedPatients(userId: string, now: number): RawBuilder<unknown> {
  return sql`select record.patient_id from patient_record as record
    where record.user_id = ${userId} or record.user_id in (
      select theirs.user_id from care_team_membership as mine
      join care_team_membership as theirs on theirs.care_team_id = mine.care_team_id
      where mine.user_id = ${userId}
        and mine.since <= ${now} and (mine.until is null or mine.until > ${now})
        and theirs.since <= ${now} and (theirs.until is null or theirs.until > ${now}))`;
}

/** Whether a patient is within the caller's scope: `patientId` is a column of a query or a value. */
export function isPatientWithinReach(
  { access, account: { userId } }: Caller,
  patientId: RawBuilder<unknown>,
  now: number,
): RawBuilder<boolean> {
  switch (access) {
    case 'practice':
      return sql<boolean>`true`;
    case 'assigned':
      return sql<boolean>`${patientId} in (${assignedPatients(userId, now)})`;
    case 'own':
      return sql<boolean>`${patientId} in (select patient_id from patient_record where user_id = ${userId})`;
    case 'self':
      return sql<boolean>`${patientId} in
        (select patient_id from workforce_record where user_id = ${userId} and patient_id is not null)`;
    // Nothing records referrals yet; `all` is no scope over patients.
    case 'referred':
    case 'all':
      return sql<boolean>`false`;
    default:
      return missingCase(access);
  }
}

/** What a caller has to do with one patient. */
export async function patientFor(
  db: Database,
  caller: Caller,
  patientId: string,
  now: number,
): Promise<'unknown' | 'beyond-reach' | 'within-reach'> {
  const found = await db
    .selectFrom('patient')
    .select(isPatientWithinReach(caller, sql`patient.patient_id`, now).as('within'))
    .where('patient_id', '=', patientId)
    .executeTakeFirst();
  if (found === undefined) return 'unknown';
  return found.within ? 'within-reach' : 'beyond-reach';
}
