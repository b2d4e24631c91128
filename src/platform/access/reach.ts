import { sql, type RawBuilder } from 'kysely';
import { missingCase } from '../../shared/domain/result';
import { MINUTE } from '../clock';
import type { Database } from '../database/schema';
import type { Caller } from './caller';

/** How long a visit, or the booking of one, makes somebody part of a patient's care. */
const VISIT_COUNTS = 365 * 24 * 60 * MINUTE;

/**
 * Whose patients somebody cares for now: those of their own panel, those of the panel of anybody who is in a care
 * team with them, and those who have come to them within a year or are booked to come.
 */
function assignedPatients(userId: string, now: number): RawBuilder<unknown> {
  const since = now - VISIT_COUNTS;
  return sql`select visit.patient_id from appointment as visit
    where visit.user_id = ${userId} and visit.status in ('booked', 'kept') and visit.starts_at > ${since}
    union all
    select visit.patient_id from encounter as visit
    where visit.user_id = ${userId} and visit.started_at > ${since}
    union all
    select record.patient_id from patient_record as record
    where record.user_id = ${userId} or record.user_id in (
      select theirs.user_id from care_team_membership as mine
      join care_team_membership as theirs on theirs.care_team_id = mine.care_team_id
      where mine.user_id = ${userId}
        and mine.since <= ${now} and (mine.until is null or mine.until > ${now})
        and theirs.since <= ${now} and (theirs.until is null or theirs.until > ${now}))`;
}

/** Who asks, and how far what they may do to patients reaches. */
export type PatientReader = Pick<Caller, 'access' | 'account'>;

/** Whether a patient is within the caller's scope: `patientId` is a column of a query or a value. */
export function isPatientWithinReach(
  { access, account: { userId } }: PatientReader,
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
