import type { ReadableDb } from '../store/db';
import { sql } from '../store/sql';
import type { Run } from './trail';

/** Codes of the patients beyond the first, by place in the run. */
export function furtherPatients(db: ReadableDb, { firstSeq, rows }: Run): Map<number, number[]> {
  const found = new Map<number, number[]>();
  const read = db.values(
    sql`SELECT seq, patient FROM further_patient WHERE seq >= ${firstSeq} AND seq < ${firstSeq + rows}`,
  ) as [number, number][];
  for (const [seq, patient] of read) {
    const patients = found.get(seq - firstSeq);
    if (patients === undefined) found.set(seq - firstSeq, [patient]);
    else patients.push(patient);
  }
  return found;
}
