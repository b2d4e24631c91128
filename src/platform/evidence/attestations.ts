import type { Selectable } from 'kysely';
import type { Attestation } from '../../shared/domain/evidence';
import type { AttestationTable } from '../database/record-tables';
import type { Database, DatabaseTransaction } from '../database/schema';

/** By provision, what was attested of it last. */
export async function newestAttestations(db: Database): Promise<Map<string, Attestation>> {
  const rows = await db
    .selectFrom('attestation')
    .selectAll()
    .distinctOn('provision')
    .orderBy('provision')
    .orderBy('version', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.provision, attestationOf(row)]));
}

/** Of one provision, the newest first. */
export async function attestationsOf(
  db: Database,
  provision: string,
  page: number,
  size: number,
): Promise<{ items: Attestation[]; total: number }> {
  const all = db.selectFrom('attestation').where('provision', '=', provision);
  const rows = await all
    .selectAll()
    .orderBy('version', 'desc')
    .offset((page - 1) * size)
    .limit(size)
    .execute();
  const { total } = await all.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { items: rows.map(attestationOf), total: Number(total) };
}

/** Null where there is no such version. */
export async function attestationAt(
  db: Database,
  provision: string,
  version: number,
): Promise<Attestation | null> {
  const row = await db
    .selectFrom('attestation')
    .selectAll()
    .where('provision', '=', provision)
    .where('version', '=', version)
    .executeTakeFirst();
  return row === undefined ? null : attestationOf(row);
}

/** False where that version is there. */
export async function addAttestation(
  transaction: DatabaseTransaction,
  { attestedBy, attestedAt, documentSha256, validUntil, ...said }: Attestation,
): Promise<boolean> {
  const added = await transaction
    .insertInto('attestation')
    .values({
      ...said,
      document_sha256: documentSha256,
      valid_until: validUntil,
      user_id: attestedBy,
      attested_at: attestedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('version')
    .executeTakeFirst();
  return added !== undefined;
}

function attestationOf(row: Selectable<AttestationTable>): Attestation {
  return {
    provision: row.provision,
    version: row.version,
    claim: row.claim,
    statement: row.statement,
    documentSha256: row.document_sha256,
    validUntil: row.valid_until,
    attestedBy: row.user_id,
    attestedAt: row.attested_at,
  };
}
