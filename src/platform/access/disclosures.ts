import { sql, type Selectable } from 'kysely';
import type { Disclosure } from '../../shared/contract/platform/disclosures';
import type { Database, DatabaseTransaction } from '../database/schema';
import type { DisclosureTable } from '../database/record-tables';

/** One patient's disclosures in their newest versions. */
export function disclosuresOf(db: Database, patientId: string) {
  const newest = db
    .selectFrom('disclosure')
    .where('patient_id', '=', patientId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('disclosure as later')
            .select('later.version')
            .whereRef('later.disclosure_id', '=', 'disclosure.disclosure_id')
            .whereRef('later.version', '>', 'disclosure.version'),
        ),
      ),
    );
  return {
    async page(page: number, size: number): Promise<{ disclosures: Disclosure[]; total: number }> {
      const rows = await newest
        .selectAll()
        .orderBy('disclosed_on', 'desc')
        .orderBy('disclosure_id')
        .offset((page - 1) * size)
        .limit(size)
        .execute();
      const { total } = await newest
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { disclosures: rows.map(disclosureOf), total };
    },

    /** Those not withdrawn, of which any lies on these days, in the order of the day; at most `most`. */
    async between(from: string, until: string, most: number): Promise<Disclosure[]> {
      const rows = await newest
        .selectAll()
        .where('withdrawn', '=', false)
        .where('disclosed_on', '<=', until)
        .where(sql<boolean>`coalesce(last_on, disclosed_on) >= ${from}`)
        .orderBy('disclosed_on')
        .orderBy('disclosure_id')
        .limit(most)
        .execute();
      return rows.map(disclosureOf);
    },

    async one(id: string): Promise<Disclosure | null> {
      const row = await newest.selectAll().where('disclosure_id', '=', id).executeTakeFirst();
      return row === undefined ? null : disclosureOf(row);
    },
  };
}

/** False where this version of it is there. */
export async function addDisclosure(
  transaction: DatabaseTransaction,
  disclosure: Disclosure,
): Promise<boolean> {
  const added = await transaction
    .insertInto('disclosure')
    .values(rowOf(disclosure))
    .onConflict((conflict) => conflict.doNothing())
    .returning('version')
    .executeTakeFirst();
  return added !== undefined;
}

function rowOf(disclosure: Disclosure): Selectable<DisclosureTable> {
  return {
    disclosure_id: disclosure.id,
    version: disclosure.version,
    patient_id: disclosure.patientId,
    disclosed_on: disclosure.disclosedOn,
    recipient: disclosure.recipient,
    recipient_address: disclosure.recipientAddress,
    what: disclosure.what,
    purpose: disclosure.purpose,
    times: disclosure.repeated?.times ?? 1,
    last_on: disclosure.repeated?.lastOn ?? null,
    withdrawn: disclosure.withdrawn,
    reason: disclosure.reason,
    user_id: disclosure.recordedBy,
    recorded_at: disclosure.recordedAt,
  };
}

function disclosureOf(row: Selectable<DisclosureTable>): Disclosure {
  return {
    id: row.disclosure_id,
    patientId: row.patient_id,
    version: row.version,
    disclosedOn: row.disclosed_on,
    recipient: row.recipient,
    recipientAddress: row.recipient_address,
    what: row.what,
    purpose: row.purpose,
    repeated: row.last_on === null ? null : { times: row.times, lastOn: row.last_on },
    withdrawn: row.withdrawn,
    reason: row.reason,
    recordedBy: row.user_id,
    recordedAt: row.recorded_at,
  };
}
