import { sql, type Selectable } from 'kysely';
import type {
  AppointmentTable,
  CareTeamMembershipTable,
  CareTeamTable,
  EncounterTable,
  PatientAssignmentTable,
  ReferralTable,
  ShiftTable,
} from '../database/care-tables';
import type { Database } from '../database/schema';
import type { Caller } from './caller';
import { holds, isPatientWithinReach, teamsOf } from './reach';

/** Which part of a list is asked for. Times in microseconds; `after`: the last item's time and id. */
export interface Part {
  patientId?: string | undefined;
  userId?: string | undefined;
  careTeamId?: string | undefined;
  from?: number | undefined;
  until?: number | undefined;
  limit: number;
  after?: string | undefined;
}

/** What a caller may see of care. `emergency`: the patient whom they may see whatever their scope, where one is. */
export interface CareReach {
  caller: Caller;
  emergency: string | null;
  now: number;
}

type CareTable = 'appointment' | 'encounter' | 'patient_assignment' | 'referral';

/** Rows whose patient or, with the scope `own`, which themselves are the caller's: `people` says whose a row is. */
function within(
  { caller, emergency, now }: CareReach,
  table: CareTable,
  people: readonly string[] = ['user_id'],
) {
  const patientId = sql.ref(`${table}.patient_id`);
  const isOwn =
    caller.access === 'own'
      ? sql`${caller.account.userId} in (${sql.join(people.map((column) => sql.ref(`${table}.${column}`)))})`
      : sql`false`;
  const isEmergency = emergency === null ? sql`false` : sql`${patientId} = ${emergency}`;
  return sql<boolean>`(${isPatientWithinReach(caller, patientId, now)} or ${isOwn} or ${isEmergency})`;
}

/** Rows that come after a place in a list whose newest are first. */
function beyond(at: string, id: string, place: string) {
  const [time = '0', last = ''] = place.split('.');
  return sql<boolean>`(${sql.ref(at)}, ${sql.ref(id)}) < (${Number(time)}::bigint, ${last}::uuid)`;
}

export async function appointmentsFor(
  db: Database,
  reach: CareReach,
  { patientId, userId, from, until, limit, after }: Part,
): Promise<Selectable<AppointmentTable>[]> {
  let query = db.selectFrom('appointment').selectAll().where(within(reach, 'appointment'));
  if (patientId !== undefined) query = query.where('patient_id', '=', patientId);
  if (userId !== undefined) query = query.where('user_id', '=', userId);
  if (from !== undefined) query = query.where('starts_at', '>=', from);
  if (until !== undefined) query = query.where('starts_at', '<', until);
  if (after !== undefined) query = query.where(beyond('starts_at', 'appointment_id', after));
  return query.orderBy('starts_at', 'desc').orderBy('appointment_id', 'desc').limit(limit).execute();
}

export async function encountersFor(
  db: Database,
  reach: CareReach,
  { patientId, userId, from, until, limit, after }: Part,
): Promise<Selectable<EncounterTable>[]> {
  let query = db.selectFrom('encounter').selectAll().where('deleted_at', 'is', null);
  query = query.where(within(reach, 'encounter'));
  if (patientId !== undefined) query = query.where('patient_id', '=', patientId);
  if (userId !== undefined) query = query.where('user_id', '=', userId);
  if (from !== undefined) query = query.where('started_at', '>=', from);
  if (until !== undefined) query = query.where('started_at', '<', until);
  if (after !== undefined) query = query.where(beyond('started_at', 'encounter_id', after));
  return query.orderBy('started_at', 'desc').orderBy('encounter_id', 'desc').limit(limit).execute();
}

/** To whom patients are given, now or later. */
export async function assignmentsFor(
  db: Database,
  reach: CareReach,
  { patientId, userId, careTeamId, limit, after }: Part,
): Promise<Selectable<PatientAssignmentTable>[]> {
  let query = db
    .selectFrom('patient_assignment')
    .selectAll()
    .where(isNotOver('patient_assignment', reach.now));
  query = query.where(within(reach, 'patient_assignment'));
  if (patientId !== undefined) query = query.where('patient_id', '=', patientId);
  if (userId !== undefined) query = query.where('user_id', '=', userId);
  if (careTeamId !== undefined) query = query.where('care_team_id', '=', careTeamId);
  if (after !== undefined) query = query.where(beyond('since', 'patient_assignment_id', after));
  return query.orderBy('since', 'desc').orderBy('patient_assignment_id', 'desc').limit(limit).execute();
}

/** Referrals that hold now; `userId`: at either end. */
export async function referralsFor(
  db: Database,
  reach: CareReach,
  { patientId, userId, limit, after }: Part,
): Promise<Selectable<ReferralTable>[]> {
  let query = db.selectFrom('referral').selectAll().where(isNotOver('referral', reach.now));
  query = query.where(within(reach, 'referral', ['from_user_id', 'to_user_id']));
  if (patientId !== undefined) query = query.where('patient_id', '=', patientId);
  if (userId !== undefined)
    query = query.where((eb) => eb.or([eb('from_user_id', '=', userId), eb('to_user_id', '=', userId)]));
  if (after !== undefined) query = query.where(beyond('since', 'referral_id', after));
  return query.orderBy('since', 'desc').orderBy('referral_id', 'desc').limit(limit).execute();
}

/** Whether it holds or is yet to begin: what was ended before it began never will. */
export function isNotOver(row: string, now: number) {
  const [since, until] = [sql.ref(`${row}.since`), sql.ref(`${row}.until`)];
  return sql<boolean>`(${until} is null or ${until} > greatest(${since}, ${now}::bigint))`;
}

export type Member = Pick<Selectable<CareTeamMembershipTable>, 'user_id' | 'duty' | 'since' | 'until'>;
export type TeamWithMembers = Selectable<CareTeamTable> & { members: Member[] };

/** Of the scopes that reach beyond oneself, the care teams of each. */
function teamsWithin({ access, account }: Caller, now: number) {
  if (access === 'practice') return sql<boolean>`true`;
  if (access !== 'assigned' && access !== 'own') return sql<boolean>`false`;
  return sql<boolean>`care_team.care_team_id in (${teamsOf(account.userId, now)})`;
}

/** The care teams as they are now: all of them for the practice's scope, else those that the caller works in. */
export async function careTeamsFor(db: Database, caller: Caller, now: number): Promise<TeamWithMembers[]> {
  const teams = await db
    .selectFrom('care_team')
    .selectAll()
    .where('ended_at', 'is', null)
    .where(teamsWithin(caller, now))
    .orderBy('name')
    .orderBy('care_team_id')
    .execute();
  const members = await db
    .selectFrom('care_team_membership')
    .select(['care_team_id', 'user_id', 'duty', 'since', 'until'])
    .where(holds('care_team_membership', now))
    .orderBy('user_id')
    .orderBy('since')
    .execute();
  return teams.map((team) => ({
    ...team,
    members: members.filter((row) => row.care_team_id === team.care_team_id),
  }));
}

/** One care team with its members of now and of later; null where there is none, or none that the caller may see. */
export async function careTeamFor(
  db: Database,
  caller: Caller,
  careTeamId: string,
  now: number,
): Promise<TeamWithMembers | null> {
  const team = await db
    .selectFrom('care_team')
    .selectAll()
    .where('care_team_id', '=', careTeamId)
    .where(teamsWithin(caller, now))
    .executeTakeFirst();
  return team === undefined ? null : { ...team, members: await membersOf(db, careTeamId, now) };
}

/** Whether there is such a care team, and it works. */
export async function isCareTeam(db: Database, careTeamId: string): Promise<boolean> {
  const row = await db
    .selectFrom('care_team')
    .select('care_team_id')
    .where('care_team_id', '=', careTeamId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Its members of now and of later. */
export async function membersOf(db: Database, careTeamId: string, now: number): Promise<Member[]> {
  return db
    .selectFrom('care_team_membership')
    .select(['user_id', 'duty', 'since', 'until'])
    .where('care_team_id', '=', careTeamId)
    .where(isNotOver('care_team_membership', now))
    .orderBy('user_id')
    .orderBy('since')
    .execute();
}

/** Who works when: everybody for the practice's scope, else the caller. Newest first. */
export async function shiftsFor(
  db: Database,
  { access, account }: Caller,
  { userId, from, until, limit, after }: Part,
): Promise<Selectable<ShiftTable>[]> {
  let query = db.selectFrom('shift').selectAll().where('cancelled_at', 'is', null);
  if (access !== 'practice') query = query.where('user_id', '=', account.userId);
  if (userId !== undefined) query = query.where('user_id', '=', userId);
  if (from !== undefined) query = query.where('ends_at', '>', from);
  if (until !== undefined) query = query.where('starts_at', '<', until);
  if (after !== undefined) query = query.where(beyond('starts_at', 'user_id', after));
  return query.orderBy('starts_at', 'desc').orderBy('user_id', 'desc').limit(limit).execute();
}
