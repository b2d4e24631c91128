import type { Selectable } from 'kysely';
import type { ResearchWaiver } from '../../shared/contract/platform/research-waivers';
import type { ResearchWaiverTable } from '../database/record-tables';
import type { Database, DatabaseTransaction } from '../database/schema';

/** Whether a board's waiver for this study stands. */
export async function isWaived(db: Database, study: string): Promise<boolean> {
  const waiver = await db
    .selectFrom('research_waiver')
    .select('research_waiver_id')
    .where('study', '=', study)
    .where('ended_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return waiver !== undefined;
}

/** The newest first. */
export async function waivers(
  db: Database,
  page: number,
  size: number,
): Promise<{ items: ResearchWaiver[]; total: number }> {
  const rows = await db
    .selectFrom('research_waiver')
    .selectAll()
    .orderBy('recorded_at', 'desc')
    .orderBy('research_waiver_id')
    .offset((page - 1) * size)
    .limit(size)
    .execute();
  const { total } = await db
    .selectFrom('research_waiver')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { items: rows.map(waiverOf), total: Number(total) };
}

export async function findWaiver(db: Database, id: string): Promise<ResearchWaiver | null> {
  const row = await db
    .selectFrom('research_waiver')
    .selectAll()
    .where('research_waiver_id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : waiverOf(row);
}

/** False where that id is taken. */
export async function addWaiver(
  transaction: DatabaseTransaction,
  { id, study, board, approvedOn, recordedBy, recordedAt }: ResearchWaiver,
): Promise<boolean> {
  const added = await transaction
    .insertInto('research_waiver')
    .values({
      research_waiver_id: id,
      study,
      board,
      approved_on: approvedOn,
      user_id: recordedBy,
      recorded_at: recordedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('research_waiver_id')
    .executeTakeFirst();
  return added !== undefined;
}

/** True where this ended it; false where it had ended, or is not there. */
export async function endWaiver(
  transaction: DatabaseTransaction,
  id: string,
  userId: string,
  now: number,
): Promise<boolean> {
  const ended = await transaction
    .updateTable('research_waiver')
    .set({ ended_at: now, ended_by: userId })
    .where('research_waiver_id', '=', id)
    .where('ended_at', 'is', null)
    .returning('research_waiver_id')
    .executeTakeFirst();
  return ended !== undefined;
}

function waiverOf(row: Selectable<ResearchWaiverTable>): ResearchWaiver {
  return {
    id: row.research_waiver_id,
    study: row.study,
    board: row.board,
    approvedOn: row.approved_on,
    recordedBy: row.user_id,
    recordedAt: row.recorded_at,
    endedBy: row.ended_by,
    endedAt: row.ended_at,
  };
}
