import { sql, type RawBuilder } from 'kysely';
import { missingCase } from '../../shared/domain/result';
import { MINUTE } from '../clock';
import type { Database } from '../database/schema';
import type { Caller } from './caller';

/** How long a visit, or the booking of one, makes somebody part of a patient's care. */
const VISIT_COUNTS = 365 * 24 * 60 * MINUTE;

/** Whether what is so from `since` until `until` is so now; `row` names the row of such a table. */
export function holds(row: string, now: number): RawBuilder<boolean> {
  const [since, until] = [sql.ref(`${row}.since`), sql.ref(`${row}.until`)];
  return sql<boolean>`(${since} <= ${now} and (${until} is null or ${until} > ${now}))`;
}

/** The care teams that somebody works in now: those they are a member of, and those they have a shift with. */
export function teamsOf(userId: string, now: number): RawBuilder<unknown> {
  return sql`select team.care_team_id from care_team as team where team.ended_at is null and (
    exists (select from care_team_membership as mine
      where mine.care_team_id = team.care_team_id and mine.user_id = ${userId} and ${holds('mine', now)})
    or exists (select from shift
      where shift.care_team_id = team.care_team_id and shift.user_id = ${userId}
        and shift.cancelled_at is null and shift.starts_at <= ${now} and shift.ends_at > ${now}))`;
}

/**
 * Whose patients somebody cares for now: those of their own panel, those of the panel of any member of a care team
 * that they work in, those given to them or to such a team, and those who have come to them within a year or are
 * booked to come.
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
      select theirs.user_id from care_team_membership as theirs
      where theirs.care_team_id in (${teamsOf(userId, now)}) and ${holds('theirs', now)})
    union all
    select given.patient_id from patient_assignment as given
    where (given.user_id = ${userId} or given.care_team_id in (${teamsOf(userId, now)})) and ${holds('given', now)}`;
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
      return sql<boolean>`${patientId} in (
        select patient_id from workforce_record where user_id = ${userId} and patient_id is not null
        union all select patient_id from patient_account where user_id = ${userId} and until is null)`;
    case 'referred':
      return sql<boolean>`${patientId} in (select patient_id from referral
        where (from_user_id = ${userId} or to_user_id = ${userId}) and ${holds('referral', now)})`;
    // No scope over patients.
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
