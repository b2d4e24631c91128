import { sql, type Selectable } from 'kysely';
import type { AppointmentTable, CareTeamTable, Database, EncounterTable } from '../database/schema';
import type { Caller } from './caller';
import { isPatientWithinReach } from './reach';

/** Which part of a list is asked for. Times in microseconds; `after`: the last item's time and id. */
export interface Part {
  patientId?: string | undefined;
  userId?: string | undefined;
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

/** Rows whose patient or, with the scope `own`, whose visit is the caller's. */
function within({ caller, emergency, now }: CareReach, table: 'appointment' | 'encounter') {
  const patientId = sql.ref(`${table}.patient_id`);
  const isOwn =
    caller.access === 'own' ? sql`${sql.ref(`${table}.user_id`)} = ${caller.account.userId}` : sql`false`;
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

export type TeamWithMembers = Selectable<CareTeamTable> & { members: { userId: string; since: number }[] };

/** The care teams as they are now: all of them for the practice's scope, else those that the caller is in. */
export async function careTeamsFor(
  db: Database,
  { access, account }: Caller,
  now: number,
): Promise<TeamWithMembers[]> {
  const memberships = await db
    .selectFrom('care_team_membership')
    .select(['care_team_id', 'user_id', 'since'])
    .where('since', '<=', now)
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', now)]))
    .orderBy('user_id')
    .orderBy('since')
    .execute();
  const seesAll = access === 'practice';
  if (!seesAll && access !== 'assigned' && access !== 'own') return [];
  const own = new Set(
    memberships.filter((row) => row.user_id === account.userId).map((row) => row.care_team_id),
  );
  const teams = await db
    .selectFrom('care_team')
    .selectAll()
    .orderBy('name')
    .orderBy('care_team_id')
    .execute();
  return teams
    .filter((team) => seesAll || own.has(team.care_team_id))
    .map((team) => ({
      ...team,
      members: memberships
        .filter((row) => row.care_team_id === team.care_team_id)
        .map((row) => ({ userId: row.user_id, since: row.since })),
    }));
}
