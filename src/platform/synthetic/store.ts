import { sql } from 'kysely';
import type { Practice } from '../../shared/contract/platform/auth';
import type { DatabaseTransaction, Schema } from '../database/schema';
import { userKey } from '../identity/user-key';
import type { SealingKeys } from '../phi/data-keys';
import { addressColumn, demographicsColumn, sealedRow, workforceColumn } from '../phi/sealed-columns';
import { demographicsOf } from './patients';
import { leaveUntil, statusOf, statusSince, type Person } from './people';
import type { Planted } from './floor';
import type { World } from './world';

type Table = keyof Schema;

/** Rows of one statement. */
const CHUNK = 5000;

/** Inserts rows that all have the same columns, in their order. */
export async function insertRows<T extends object>(
  transaction: DatabaseTransaction,
  table: Table | typeof truthTable,
  rows: readonly T[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = sql.join(Object.keys(first).map((column) => sql.ref(column)));
  for (let from = 0; from < rows.length; from += CHUNK) {
    const text = JSON.stringify(rows.slice(from, from + CHUNK));
    await sql`insert into ${sql.table(table)} (${columns})
      select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${text}::json)`.execute(
      transaction,
    );
  }
}

/** What is there before anything happens: the practice, its people and the pseudonyms of its patients. */
export async function storeWorld(
  transaction: DatabaseTransaction,
  world: World,
  { practiceId, name, timeZone, synthetic }: Practice,
  keys: SealingKeys,
): Promise<void> {
  const { calendar, people, households, homes, patients, roster } = world;
  await transaction
    .insertInto('practice')
    .values({ practice_id: practiceId, name, time_zone: timeZone, synthetic, created_at: world.now })
    .execute();
  await insertRows(
    transaction,
    'account',
    people.map((person) => accountOf(person, world)),
  );
  await insertRows(
    transaction,
    'patient',
    patients.map(({ patientId, pseudonym }) => ({ patient_id: patientId, pseudonym })),
  );
  await insertRows(
    transaction,
    'household',
    households.map(({ householdId, address }) => ({
      household_id: householdId,
      ...sealedRow(keys, addressColumn, householdId, address),
    })),
  );
  const chartOf = new Map(
    patients.flatMap(({ person, patientId }) => (person === null ? [] : [[person, patientId]])),
  );
  await insertRows(
    transaction,
    'workforce_record',
    [...homes].map(([person, { householdId }]) => ({
      user_id: person.userId,
      household_id: householdId,
      patient_id: chartOf.get(person) ?? null,
      ...sealedRow(keys, workforceColumn, person.userId, { given: person.given, family: person.family }),
    })),
  );
  await insertRows(
    transaction,
    'care_team',
    roster.teams.map(({ teamId, name: teamName }) => ({ care_team_id: teamId, name: teamName })),
  );
  await insertRows(
    transaction,
    'care_team_membership',
    roster.teams.flatMap(({ teamId, members }) =>
      members.map((person) => ({
        care_team_id: teamId,
        user_id: person.userId,
        since: calendar.at(person.hiredOn, 8 * 60),
        until: person.endedFrom === null ? null : calendar.at(person.endedFrom, 0),
      })),
    ),
  );
}

/** What the past decided: who was registered when and by whom they are seen, and who was last seen when. */
export async function storeOutcome(
  transaction: DatabaseTransaction,
  world: World,
  lastSeen: ReadonlyMap<Person, number>,
  truth: readonly ({ seq: number } & Planted)[],
  keys: SealingKeys,
): Promise<void> {
  const { calendar, patients, now } = world;
  await insertRows(
    transaction,
    'patient_record',
    patients.map((patient) => ({
      patient_id: patient.patientId,
      household_id: patient.household.householdId,
      user_id: patient.provider.userId,
      // Who has not called yet filled in the form of the portal.
      registered_at: Math.min(
        now,
        patient.registeredOn === null ? now : calendar.at(patient.registeredOn, 600),
      ),
      vip: patient.vip,
      ...sealedRow(keys, demographicsColumn, patient.patientId, demographicsOf(patient)),
    })),
  );
  for (const [person, at] of lastSeen) {
    await transaction
      .updateTable('account')
      .set({ last_seen_at: at })
      .where('user_id', '=', person.userId)
      .execute();
  }
  await insertRows(transaction, truthTable, truth);
}

/**
 * Which events were planted: {seq, kind, instance}. No part of the schema that the service queries, so that
 * no call can come to answer with it.
 */
export const truthTable = 'planted_misuse';

function accountOf(person: Person, { calendar }: World): Record<string, unknown> {
  const status = statusOf(person);
  const since = statusSince(person, calendar);
  const back = leaveUntil(person);
  return {
    user_id: person.userId,
    user_name: person.userName,
    user_key: userKey(person.userName),
    display_name: person.displayName,
    role: person.role,
    password_hash: null,
    created_at: calendar.at(person.hiredOn, 9 * 60),
    ended_at: status === 'ended' ? since : null,
    job_title: person.jobTitle,
    pronoun: person.pronoun,
    status,
    status_since: since,
    status_until: back === null ? null : calendar.at(back, 0),
    service: person.isProgram,
  };
}
