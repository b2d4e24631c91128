import { sql } from 'kysely';
import type { Access } from '../../shared/contract/platform/matrix';
import type { Database } from '../database/schema';
import { isPatientWithinReach, teamsOf, type PatientReader } from './reach';

export interface Pseudonyms {
  pseudonyms: { patientId: string; pseudonym: string }[];
  total: number;
}

/** A run of the list, which only grows at its end; nothing of it for less than the whole practice's scope. */
export async function pseudonymsFor(
  db: Database,
  access: NonNullable<Access>,
  from: number,
  limit: number,
): Promise<Pseudonyms> {
  if (access !== 'practice') return { pseudonyms: [], total: 0 };
  const rows = await db
    .selectFrom('patient')
    .select(['patient_id', 'pseudonym'])
    .orderBy('place')
    .offset(from)
    .limit(limit)
    .execute();
  const { total } = await db
    .selectFrom('patient')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { pseudonyms: rows.map((row) => ({ patientId: row.patient_id, pseudonym: row.pseudonym })), total };
}

/**
 * The patients whose record this caller may work with; `now` decides which care relations still hold. `emergency`:
 * the patient whom they may see whatever their scope, where one is.
 */
export function patientRecordsFor(
  db: Database,
  reader: PatientReader,
  now: number,
  emergency: string | null = null,
) {
  const patientId = sql.ref('patient_record.patient_id');
  const within = isPatientWithinReach(reader, patientId, now);
  return db
    .selectFrom('patient_record')
    .innerJoin('patient', 'patient.patient_id', 'patient_record.patient_id')
    .innerJoin('household', 'household.household_id', 'patient_record.household_id')
    .select([
      'patient_record.patient_id',
      'patient_record.household_id',
      'patient_record.user_id',
      'patient_record.version',
      'patient_record.demographics',
      'patient.pseudonym',
      'household.address',
    ])
    .where(emergency === null ? within : sql<boolean>`(${within} or ${patientId} = ${emergency})`);
}

/** Whether the caller may put a patient on this provider's panel, or enter what they do for one. */
export async function mayRegisterWith(
  db: Database,
  { access, account }: PatientReader,
  providerId: string,
  now: number,
): Promise<boolean> {
  if (access === 'practice') return true;
  if (access !== 'own' && access !== 'assigned') return false;
  if (providerId === account.userId) return true;
  if (access === 'own') return false;
  const { rows } = await sql`select from (${teamsOf(account.userId, now)}) as mine
    where mine.care_team_id in (${teamsOf(providerId, now)}) limit 1`.execute(db);
  return rows.length > 0;
}
