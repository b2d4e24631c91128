import { randomUUID } from 'node:crypto';
import type { Database } from '../../../src/platform/database/schema';

/** Adds patients with a chart each, in the panel of one provider. */
export async function addPatients(
  db: Database,
  provider: string,
  patientIds: readonly string[],
): Promise<void> {
  const household = randomUUID();
  await db.insertInto('household').values({ household_id: household, address: '{}' }).execute();
  for (const patientId of patientIds) {
    await db.insertInto('patient').values({ patient_id: patientId, pseudonym: patientId }).execute();
    await db
      .insertInto('patient_record')
      .values({
        patient_id: patientId,
        household_id: household,
        user_id: provider,
        registered_at: 1,
        vip: false,
        demographics: '{}',
      })
      .execute();
  }
}

/** Adds an appointment that was kept and its encounter; gives the appointment's id. */
export async function addVisit(
  db: Database,
  patientId: string,
  provider: string,
  at: number,
): Promise<string> {
  const appointmentId = randomUUID();
  await db
    .insertInto('appointment')
    .values({
      appointment_id: appointmentId,
      patient_id: patientId,
      user_id: provider,
      starts_at: at,
      minutes: 20,
      visit_type: 'Follow-up',
      booked_at: 1,
      status: 'kept',
    })
    .execute();
  await db
    .insertInto('encounter')
    .values({
      encounter_id: randomUUID(),
      appointment_id: appointmentId,
      patient_id: patientId,
      user_id: provider,
      kind: 'visit',
      started_at: at,
      ended_at: at + 1,
    })
    .execute();
  return appointmentId;
}
