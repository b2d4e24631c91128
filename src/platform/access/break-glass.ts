import type { Database } from '../database/schema';

/** An emergency access that runs. */
export interface RunningBreakGlass {
  breakGlassId: string;
  justification: string;
}

/** By patient id, the emergency accesses that one person has now: for these the purpose of a reading is this one. */
export async function runningBreakGlass(
  db: Database,
  userId: string,
  now: number,
): Promise<Map<string, RunningBreakGlass>> {
  const rows = await db
    .selectFrom('break_glass')
    .select(['patient_id', 'break_glass_id', 'justification'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .where('ended_at', 'is', null)
    .execute();
  return new Map(
    rows.map((row) => [
      row.patient_id,
      { breakGlassId: row.break_glass_id, justification: row.justification },
    ]),
  );
}
