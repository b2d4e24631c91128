import { randomBytes } from 'node:crypto';
import { maxPatients, type AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import { patientList } from '../../shared/domain/audit-event/patient-manifest';
import type { DatabaseTransaction } from '../database/schema';
import { hashes } from '../hashes';
import { eventKey, type SealingKeys, type ServiceKey } from '../phi/data-keys';
import { sealText } from '../phi/envelope';
import { monthOf } from '../phi/event-values';

type Named = Pick<AuditEventDraft, 'patients' | 'patientManifest'>;

/**
 * Whom an event about a version of a document names: each patient, or of more than an event holds a manifest. An event
 * has no room for thousands of ids, and the version never changes: what is sealed in the manifest says which version
 * it is, and the salt with which its patients make the manifest's hash.
 */
export async function namedPatients(
  transaction: DatabaseTransaction,
  keys: SealingKeys,
  { practiceId }: ServiceKey,
  { id, version, patients }: { id: string; version: number; patients: readonly string[] },
  now: number,
): Promise<Named> {
  if (patients.length <= maxPatients) return { patients: [...patients] };
  const salt = randomBytes(16).toString('base64url');
  const { sha256, count } = patientList(patients, salt, hashes);
  const key = await eventKey(transaction, keys, monthOf(now), now);
  const where = JSON.stringify({ document: id, version, salt });
  const sealed = sealText(key, [practiceId, 'patientManifest', sha256], where);
  return { patients: [], patientManifest: { count, sha256, sealed } };
}
