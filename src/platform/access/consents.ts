import type { Selectable } from 'kysely';
import type { PatientConsent } from '../../shared/contract/platform/consents';
import { formatInstant } from '../../shared/domain/audit-event/instant';
import { consentFor, type Consent } from '../../shared/domain/consent';
import { err, type Refusal } from '../../shared/domain/result';
import type { Database, DatabaseTransaction } from '../database/schema';
import type { PatientConsentTable } from '../database/record-tables';
import { isWaived } from './research-waivers';

/** A use of one patient's data. */
export interface Use {
  patientId: string;
  purpose: string;
  /** The study, campaign or recipient, where there is one. */
  scope?: string | undefined;
}

/**
 * Why this use is not allowed by what the patient has said, or null where it is. Whatever reads data of patients
 * for a purpose asks it first, and records the denial (`noConsent`). Treatment, payment and operations need
 * nobody's consent and are not looked up. `now` in microseconds.
 */
export async function consentGate(
  db: Database,
  { patientId, purpose, scope }: Use,
  now: number,
): Promise<Refusal | null> {
  if (consentFor(purpose, [], now).allowed) return null;
  const rows = await db
    .selectFrom('patient_consent')
    .selectAll()
    .where('patient_id', '=', patientId)
    .execute();
  const words = rows.map(wordOf);
  if (consentFor(purpose, words, now, scope).allowed) return null;
  const isStudyWaived = scope !== undefined && (await isWaived(db, scope));
  return consentFor(purpose, words, now, scope, isStudyWaived).allowed ? null : notConsented;
}

/** The reason that the denial's event gives (reason-words.ts). */
export const noConsent = { reason: 'no-consent' } as const;

const notConsented = err(
  'denied',
  'The patient has not consented to this use of their data, or no longer does.',
  'Ask the patient, take down what they say, and try again.',
);

export async function isPatient(db: Database, patientId: string): Promise<boolean> {
  const row = await db
    .selectFrom('patient')
    .select('place')
    .where('patient_id', '=', patientId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function consentsOf(
  db: Database,
  patientId: string,
  page: number,
  size: number,
): Promise<{ items: PatientConsent[]; total: number }> {
  const theirs = db.selectFrom('patient_consent').where('patient_id', '=', patientId);
  const rows = await theirs
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .offset((page - 1) * size)
    .limit(size)
    .execute();
  const { total } = await theirs
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { items: rows.map(consentOf), total };
}

export async function findConsent(
  db: Database,
  patientId: string,
  id: string,
): Promise<PatientConsent | null> {
  const row = await db
    .selectFrom('patient_consent')
    .selectAll()
    .where('id', '=', id)
    .where('patient_id', '=', patientId)
    .executeTakeFirst();
  return row === undefined ? null : consentOf(row);
}

/** False where that id is taken. */
export async function addConsent(
  transaction: DatabaseTransaction,
  row: Selectable<PatientConsentTable>,
): Promise<boolean> {
  const inserted = await transaction
    .insertInto('patient_consent')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** True where this revoked it; false where it had been, was a no, or is not there. */
export async function withdrawConsent(
  transaction: DatabaseTransaction,
  patientId: string,
  id: string,
  now: number,
): Promise<boolean> {
  const revoked = await transaction
    .updateTable('patient_consent')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('patient_id', '=', patientId)
    .where('granted', '=', true)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return revoked !== undefined;
}

export function consentOf(row: Selectable<PatientConsentTable>): PatientConsent {
  return {
    id: row.id,
    patient_id: row.patient_id,
    consent_type: row.consent_type,
    granted: row.granted,
    granted_at: textOf(row.granted_at),
    revoked_at: textOf(row.revoked_at),
    expires_at: textOf(row.expires_at),
    granted_by_user_id: row.granted_by_user_id,
    purpose: row.purpose,
    scope: row.scope,
    created_at: formatInstant(row.created_at),
  };
}

function wordOf(row: Selectable<PatientConsentTable>): Consent {
  return {
    consentType: row.consent_type,
    granted: row.granted,
    grantedAt: row.granted_at,
    revokedAt: row.revoked_at,
    expiresAt: row.expires_at,
    scope: row.scope,
    createdAt: row.created_at,
  };
}

function textOf(micros: number | null): string | null {
  return micros === null ? null : formatInstant(micros);
}
