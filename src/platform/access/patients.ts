import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Access } from '../../shared/contract/platform/matrix';
import { missingCase } from '../../shared/domain/result';
import { MINUTE } from '../clock';
import type { Database, Schema } from '../database/schema';
import type { Caller } from './caller';

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

/** Who asks, and how far what they may do to patients reaches. */
export type PatientReader = Pick<Caller, 'access' | 'account'>;

/** The patients whose record this caller may work with; `now` decides which care relations still hold. */
export function patientRecordsFor(db: Database, { access, account }: PatientReader, now: number) {
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
    .where((eb) => reach(eb, access, account.userId, now));
}

type OfRecords = ExpressionBuilder<Schema, 'patient_record'>;

function reach(eb: OfRecords, access: NonNullable<Access>, userId: string, now: number): Expression<SqlBool> {
  const own = eb('patient_record.user_id', '=', userId);
  switch (access) {
    case 'practice':
      return eb.lit(true);
    case 'own':
      return own;
    case 'assigned':
      return eb.or([own, seenBy(eb, userId, now), inTeamWith(eb, userId, now)]);
    case 'self':
      return eb.exists(
        eb
          .selectFrom('workforce_record as me')
          .select('me.user_id')
          .where('me.user_id', '=', userId)
          .whereRef('me.patient_id', '=', 'patient_record.patient_id'),
      );
    case 'referred': // Nothing is referred yet.
    case 'all': // No call about patients is open to everybody.
      return eb.lit(false);
    default:
      return missingCase(access);
  }
}

/** How long a visit, or the booking of one, makes somebody part of a patient's care. */
const VISIT_COUNTS = 365 * 24 * 60 * MINUTE;

function seenBy(eb: OfRecords, userId: string, now: number): Expression<SqlBool> {
  return eb.or([
    eb.exists(
      eb
        .selectFrom('appointment as visit')
        .select('visit.appointment_id')
        .where('visit.user_id', '=', userId)
        .where('visit.status', 'in', ['booked', 'kept'])
        .where('visit.starts_at', '>', now - VISIT_COUNTS)
        .whereRef('visit.patient_id', '=', 'patient_record.patient_id'),
    ),
    eb.exists(
      eb
        .selectFrom('encounter as visit')
        .select('visit.encounter_id')
        .where('visit.user_id', '=', userId)
        .where('visit.started_at', '>', now - VISIT_COUNTS)
        .whereRef('visit.patient_id', '=', 'patient_record.patient_id'),
    ),
  ]);
}

/** Whether both are in one care team now: the caller, and the provider whose panel it is. */
function inTeamWith(eb: OfRecords, userId: string, now: number): Expression<SqlBool> {
  return eb.exists(
    eb
      .selectFrom('care_team_membership as mine')
      .innerJoin('care_team_membership as theirs', 'theirs.care_team_id', 'mine.care_team_id')
      .select('mine.care_team_id')
      .where('mine.user_id', '=', userId)
      .where('mine.since', '<=', now)
      .where((team) => team.or([team('mine.until', 'is', null), team('mine.until', '>', now)]))
      .where('theirs.since', '<=', now)
      .where((team) => team.or([team('theirs.until', 'is', null), team('theirs.until', '>', now)]))
      .whereRef('theirs.user_id', '=', 'patient_record.user_id'),
  );
}

/** Whether the caller may put a patient on this provider's panel. */
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
  const teams = (userId: string) =>
    db
      .selectFrom('care_team_membership')
      .select('care_team_id')
      .where('user_id', '=', userId)
      .where('since', '<=', now)
      .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', now)]));
  const shared = await teams(account.userId)
    .where('care_team_id', 'in', teams(providerId))
    .limit(1)
    .executeTakeFirst();
  return shared !== undefined;
}
