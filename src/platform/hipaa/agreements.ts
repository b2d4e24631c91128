import type { Insertable, Selectable } from 'kysely';
import type { HipaaAgreement } from '../../shared/contract/platform/hipaa-agreements';
import { formatInstant } from '../../shared/domain/audit-event/instant';
import { isInForce } from '../../shared/domain/hipaa-agreement';
import type { Database, DatabaseTransaction } from '../database/schema';
import type { HipaaAgreementTable } from '../database/record-tables';

/** The agreements of the practice, as they stand on the day `today`. */
export function agreementsOn(db: Database, today: string) {
  const all = db.selectFrom('hipaa_agreement');
  return {
    async page(page: number, size: number): Promise<{ items: HipaaAgreement[]; total: number }> {
      const rows = await all
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('agreement_id')
        .offset((page - 1) * size)
        .limit(size)
        .execute();
      const { total } = await all
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { items: rows.map((row) => agreementOf(row, today)), total };
    },

    async one(id: string): Promise<HipaaAgreement | null> {
      const row = await all.selectAll().where('agreement_id', '=', id).executeTakeFirst();
      return row === undefined ? null : agreementOf(row, today);
    },
  };
}

/** False where that id is taken. */
export async function addAgreement(
  transaction: DatabaseTransaction,
  agreement: HipaaAgreement,
  userId: string,
  now: number,
): Promise<boolean> {
  const inserted = await transaction
    .insertInto('hipaa_agreement')
    .values(rowOf(agreement, userId, now))
    .onConflict((conflict) => conflict.doNothing())
    .returning('agreement_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** True where this ended it; false where it had ended, or never was. */
export async function endAgreement(
  transaction: DatabaseTransaction,
  id: string,
  now: number,
): Promise<boolean> {
  const ended = await transaction
    .updateTable('hipaa_agreement')
    .set({ deactivated_at: now })
    .where('agreement_id', '=', id)
    .where('deactivated_at', 'is', null)
    .returning('agreement_id')
    .executeTakeFirst();
  return ended !== undefined;
}

function rowOf(agreement: HipaaAgreement, userId: string, now: number): Insertable<HipaaAgreementTable> {
  return {
    agreement_id: agreement.id,
    organization_name: agreement.organization_name,
    signatory_name: agreement.signatory_name,
    signatory_email: agreement.signatory_email,
    effective_on: agreement.effective_date,
    expires_on: agreement.expiry_date,
    region: agreement.data_residency_region,
    phi_categories: agreement.phi_categories,
    document_sha256: agreement.signed_document_hash,
    user_id: userId,
    created_at: now,
    deactivated_at: null,
  };
}

function agreementOf(row: Selectable<HipaaAgreementTable>, today: string): HipaaAgreement {
  const term = {
    effectiveOn: row.effective_on,
    expiresOn: row.expires_on,
    deactivatedAt: row.deactivated_at,
  };
  return {
    id: row.agreement_id,
    organization_name: row.organization_name,
    signatory_name: row.signatory_name,
    signatory_email: row.signatory_email,
    effective_date: row.effective_on,
    expiry_date: row.expires_on,
    data_residency_region: row.region,
    phi_categories: row.phi_categories,
    signed_document_hash: row.document_sha256,
    is_active: isInForce(term, today),
    created_at: formatInstant(row.created_at),
    deactivated_at: row.deactivated_at === null ? null : formatInstant(row.deactivated_at),
  };
}
