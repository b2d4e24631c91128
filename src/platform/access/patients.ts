import type { Access } from '../../shared/contract/platform/matrix';
import type { Database } from '../database/schema';

export interface Pseudonyms {
  pseudonyms: { patientId: string; pseudonym: string }[];
  total: number;
}

/** A run of the list, which only grows at its end; nothing of it for less than the whole practice's scope. */
export async function pseudonymsFor(
  db: Database,
  access: NonNullable<Access>,
  from: number,
  limit: number,
): Promise<Pseudonyms> {
  if (access !== 'practice') return { pseudonyms: [], total: 0 };
  const rows = await db
    .selectFrom('patient')
    .select(['patient_id', 'pseudonym'])
    .orderBy('place')
    .offset(from)
    .limit(limit)
    .execute();
  const { total } = await db
    .selectFrom('patient')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { pseudonyms: rows.map((row) => ({ patientId: row.patient_id, pseudonym: row.pseudonym })), total };
}
