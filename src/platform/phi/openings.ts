import { sql } from 'kysely';
import { MINUTE, SECOND } from '../clock';
import type { DatabaseTransaction } from '../database/schema';

/** Values that one person may have opened in a minute: enough for somebody at work, too few to empty a database. */
export const OPENINGS_A_MINUTE = 30;

export type Opening =
  | { mayOpen: true }
  /** `isFirst`: none was refused in this minute before. */
  | { mayOpen: false; waitSeconds: number; isFirst: boolean };

/** Counts an opening, on whichever node it comes. */
export async function countOpening(
  transaction: DatabaseTransaction,
  userId: string,
  now: number,
): Promise<Opening> {
  const minute = now - (now % MINUTE);
  const { rows } = await sql<{ count: number }>`
    insert into phi_opening (user_id, minute_at, count) values (${userId}, ${minute}, 1)
    on conflict (user_id) do update set minute_at = excluded.minute_at,
      count = case when phi_opening.minute_at = excluded.minute_at then phi_opening.count + 1 else 1 end
    where phi_opening.minute_at <> excluded.minute_at or phi_opening.count <= ${OPENINGS_A_MINUTE}
    returning count`.execute(transaction);
  const count = rows[0]?.count;
  if (count !== undefined && count <= OPENINGS_A_MINUTE) return { mayOpen: true };
  const waitSeconds = Math.ceil((minute + MINUTE - now) / SECOND);
  return { mayOpen: false, waitSeconds, isFirst: count !== undefined };
}
