import { sql } from 'kysely';
import { createPatient } from '../../shared/contract/platform/patients';
import { erasePatient } from '../../shared/contract/platform/destruction';
import { MINIMUM_RETENTION_YEARS, yearsAfter } from '../../shared/domain/retention';
import type { Recorder } from '../audit/act';
import { systemDraft } from '../audit/draft';
import type { Database, DatabaseTransaction } from '../database/schema';
import type { PatientErasureTable } from '../database/record-tables';
import { rotateKeys, type ServiceKey } from '../phi/data-keys';
import { issueCertificate } from './certificates';
import { remainsIn, REMAINS } from './remains';
import { holdsOver } from './holds';

export type Basis = PatientErasureTable['basis'];
export type ErasureBar = 'not-found' | 'legal-hold' | 'retention' | 'incident';

/**
 * Why somebody's demographics may be destroyed, or what stands in the way. The transaction has locked the holds and
 * the keys, so that no incident is written meanwhile. `isInIncident`: whether an open one names them.
 */
export async function basisFor(
  transaction: DatabaseTransaction,
  patientId: string,
  now: number,
  isInIncident: () => Promise<boolean>,
): Promise<Basis | ErasureBar> {
  const record = await transaction
    .selectFrom('patient_record')
    .select('registered_at')
    .where('patient_id', '=', patientId)
    .forUpdate()
    .executeTakeFirst();
  if (record === undefined) return 'not-found';
  const care = await careOf(transaction, patientId);
  const last = Math.max(record.registered_at, care.last ?? 0);
  const holds = await holdsOver(transaction, {
    from: Math.min(record.registered_at, care.first ?? last),
    to: last,
  });
  if (holds.isHeld || holds.patientIds.includes(patientId)) return 'legal-hold';
  if (await isInIncident()) return 'incident';
  if (yearsAfter(last, await retentionYears(transaction)) <= now) return 'retention-over';
  const isMistake =
    care.last === null && (await isOnlyRegistered(transaction, patientId, record.registered_at));
  return isMistake ? 'entered-by-mistake' : 'retention';
}

/** When care and the papers about a patient began and were last added to; null where there is none. */
async function careOf(
  db: Database,
  patientId: string,
): Promise<{ first: number | null; last: number | null }> {
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(at) as first, max(at) as last from (
      select coalesce(ended_at, started_at) as at from encounter where patient_id = ${patientId}
      union all select since from patient_assignment where patient_id = ${patientId}
      union all select since from referral where patient_id = ${patientId}
      union all select starts_at from appointment where patient_id = ${patientId}
      union all select greatest(created_at, revoked_at) from patient_consent where patient_id = ${patientId}
      union all select recorded_at from disclosure where patient_id = ${patientId}
      union all select began_at from break_glass where patient_id = ${patientId}
    ) as care`.execute(db);
  return rows[0] ?? { first: null, last: null };
}

/** As long as the longest of the policies about a patient's own records says. */
async function retentionYears(db: Database): Promise<number> {
  const { years } = await db
    .selectFrom('retention_policy')
    .select((eb) => eb.fn.max<number | null>('retention_period_years').as('years'))
    .where('resource_type', '<>', 'audit_logs')
    .executeTakeFirstOrThrow();
  return Math.max(MINIMUM_RETENTION_YEARS, years ?? 0);
}

/**
 * Whether the trail tells nothing of a patient but that they were entered, and attempts to erase them. Whom a manifest
 * names is sealed: since they were entered, it may be them.
 */
async function isOnlyRegistered(db: Database, patientId: string, registeredAt: number): Promise<boolean> {
  const { rows } = await sql<{ else: boolean }>`
    select exists (select from audit_event where patient_ids @> array[${patientId}]::text[]
        and body::json ->> 'verb' not in (${createPatient.audit.verb}, ${erasePatient.audit.verb}))
      or exists (select from audit_event where recorded_at >= ${registeredAt}
        and seq >= coalesce((select min(seq) from audit_event where patient_ids @> array[${patientId}]::text[]), 0)
        and strpos(body, '"patientManifest"') > 0)
      or exists (select from audit_intake where strpos(draft, '"patientManifest"') > 0)
      or exists (select from audit_intake where strpos(draft, ${JSON.stringify(patientId)}) > 0
        and draft::json ->> 'verb' not in (${createPatient.audit.verb}, ${erasePatient.audit.verb}))
      -- What an archive tells is sealed: it may tell something.
      or exists (select from audit_archive where recorded_until >= ${registeredAt} and state <> 'restored')
      as "else"`.execute(db);
  return rows[0]?.else === false;
}

/**
 * Takes a patient's sealed row away, and makes a new field key: once every other row is sealed under it, the old keys
 * are destroyed, and with them whatever copy of the row the database's files still hold. Gives the newest key that may
 * have sealed it.
 */
export async function eraseRow(
  transaction: DatabaseTransaction,
  key: ServiceKey,
  patientId: string,
  now: number,
): Promise<number> {
  await removeRow(transaction, patientId);
  return (await rotateKeys(transaction, key, now)) - 1;
}

/** Takes a patient's sealed row away, and an address that nobody shares; false where there is none. */
export async function removeRow(transaction: DatabaseTransaction, patientId: string): Promise<boolean> {
  const removed = await transaction
    .deleteFrom('patient_record')
    .where('patient_id', '=', patientId)
    .returning('household_id')
    .executeTakeFirst();
  if (removed === undefined) return false;
  const { household_id } = removed;
  await sql`
    delete from household where household_id = ${household_id}
      and not exists (select from patient_record where household_id = ${household_id})
      and not exists (select from workforce_record where household_id = ${household_id})`.execute(
    transaction,
  );
  return true;
}

/** Whether somebody asked for the destruction of this patient’s record, and it was begun. */
export async function isErased(db: Database, patientId: string): Promise<boolean> {
  const asked = await db
    .selectFrom('patient_erasure')
    .select('patient_erasure_id')
    .where('patient_id', '=', patientId)
    .limit(1)
    .executeTakeFirst();
  return asked !== undefined;
}

async function isAnyLeft(db: Database, upTo: number): Promise<boolean> {
  const left = await db
    .selectFrom('phi_key')
    .select('version')
    .where('purpose', '=', 'field')
    .where('version', '<=', upTo)
    .where('overwritten_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return left !== undefined;
}

/** The newest field key that may have sealed what is being erased; null where nothing is. */
export async function newestErasedUnder(db: Database): Promise<number | null> {
  const { version } = await db
    .selectFrom('patient_erasure')
    .select((eb) => eb.fn.max<number | null>('field_version').as('version'))
    .where('finished_at', 'is', null)
    .executeTakeFirstOrThrow();
  return version;
}

/** Certifies the erasures whose keys are all destroyed and out of the database's files. */
export async function finishErasures(
  transaction: DatabaseTransaction,
  record: Recorder,
  now: number,
): Promise<void> {
  const open = await transaction
    .selectFrom('patient_erasure')
    .selectAll()
    .where('finished_at', 'is', null)
    .orderBy('field_version')
    .execute();
  for (const erasure of open) {
    const { patient_erasure_id: id, patient_id: patientId, basis, reason, user_id: userId } = erasure;
    if (await isAnyLeft(transaction, erasure.field_version)) return;
    const { certificateId, sha256 } = await issueCertificate(transaction, {
      certificateId: id,
      kind: 'patient-demographics',
      userId,
      issuedAt: now,
      reason,
      what: {
        patientId,
        basis,
        askedAt: erasure.began_at,
        records: ['demographics', 'address of nobody else'],
        ...(await remainsIn(transaction)),
      },
      keys: Array.from({ length: erasure.field_version }, (_, i) => ({ purpose: 'field', version: i + 1 })),
      limit:
        `${REMAINS} A restore from a backup erases again whom the list of erasures beside it names. Old and new values ` +
        'in the audit trail stay sealed until their archive is purged.',
    });
    await transaction
      .updateTable('patient_erasure')
      .set({ finished_at: now })
      .where('patient_erasure_id', '=', id)
      .execute();
    const resource = { type: 'DestructionCertificate', id: certificateId };
    const meta = { kind: 'patient-demographics', sha256 };
    await record({
      ...systemDraft(
        { action: 'CREATE', verb: 'DESTRUCTION_CERTIFIED', resource, category: 'system', meta },
        now,
      ),
      patients: [patientId],
    });
  }
}
