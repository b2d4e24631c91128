import { hash, randomUUID } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../shared/transparency/canonical-json';
import type { DatabaseTransaction } from '../database/schema';
import type { DestructionCertificateTable } from '../database/record-tables';

export interface Issued {
  certificateId: string;
  /** Of the certificate's canonical JSON, in hex: the event that tells of the destruction carries it. */
  sha256: string;
}

/** Cryptographic erase: what a key sealed is gone with the key (NIST SP 800-88 Rev. 1, section 2.6). */
const METHOD = 'NIST SP 800-88 cryptographic erase';

/** Writes down what was destroyed, in the transaction that destroyed it. `what` holds no patient data but ids. */
export async function issueCertificate(
  transaction: DatabaseTransaction,
  certificate: {
    certificateId?: string;
    kind: DestructionCertificateTable['kind'];
    userId: string | null;
    issuedAt: number;
    reason: string;
    what: JsonObject;
    keys: readonly { purpose: string; version: number }[];
    limit: string;
  },
): Promise<Issued> {
  const { certificateId = randomUUID(), kind, userId, issuedAt, keys, ...told } = certificate;
  const body = canonicalJson({
    certificateId,
    kind,
    issuedAt,
    userId,
    method: METHOD,
    keys: keys.map(({ purpose, version }) => ({ purpose, version })),
    ...told,
  });
  const sha256 = hash('sha256', body, 'hex');
  await transaction
    .insertInto('destruction_certificate')
    .values({ certificate_id: certificateId, kind, issued_at: issuedAt, user_id: userId, body, sha256 })
    .execute();
  return { certificateId, sha256 };
}
