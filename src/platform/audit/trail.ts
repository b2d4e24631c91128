import { sql } from 'kysely';
import type { LoggedEvent } from '../../shared/contract/platform/audit';
import type { Access } from '../../shared/contract/platform/matrix';
import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import type { Database, DatabaseTransaction } from '../database/schema';

/** What one caller may see of the log. */
export interface Trail {
  /**
   * A run from place `from` on, in the order of the log: at most `limit` events and about `bytes` bytes of
   * them, and at least one if there is one.
   */
  page(from: number, limit: number, bytes: number): Promise<LoggedEvent[]>;
}

/** The narrowest reading of each scope: what is not the whole practice's is only what one did oneself. */
export function trailFor(db: Database, userId: string, access: NonNullable<Access>): Trail {
  const visible =
    access === 'practice' ? sql`true` : access === 'self' ? sql`user_id = ${userId}` : sql`false`;
  return {
    async page(from, limit, bytes) {
      const { rows } = await sql<{ seq: number; body: string; salt: Uint8Array }>`
        select seq, body, salt from (
          select seq, body, salt, sum(octet_length(body)) over (order by seq) as bytes
          from (select seq, body, salt from audit_event where seq >= ${from} and ${visible}
            order by seq limit ${limit}) as run
        ) as page
        where bytes <= ${bytes} or bytes = octet_length(body)
        order by seq`.execute(db);
      return rows.map(({ seq, body, salt }) => ({
        seq,
        event: JSON.parse(body) as AuditEvent,
        salt: Buffer.from(salt).toString('base64url'),
      }));
    },
  };
}

/** The newest signed head; empty while the log is. `size`: how many events it covers. */
export async function newestCheckpoint(db: Database): Promise<{ note: string; size: number }> {
  return db.selectFrom('checkpoint').select(['note', 'size']).executeTakeFirstOrThrow();
}

/**
 * Goes on with a reading that this session has been recorded for, if [from, next) begins inside it or at its
 * end; false when this reading has to be recorded first.
 */
export async function continueReading(
  db: Database,
  sessionId: string,
  from: number,
  next: number,
): Promise<boolean> {
  const { rows } = await sql<{ first_seq: number; next_seq: number }>`
    select first_seq, next_seq from trail_reading
    where session_id = ${sessionId} and first_seq <= ${from} and next_seq >= ${from}
    order by next_seq desc limit 1`.execute(db);
  const [reading] = rows;
  if (reading === undefined) return false;
  if (next > reading.next_seq) {
    await sql`
      update trail_reading set next_seq = greatest(next_seq, ${next})
      where session_id = ${sessionId} and first_seq = ${reading.first_seq}`.execute(db);
  }
  return true;
}

export async function beginReading(
  transaction: DatabaseTransaction,
  sessionId: string,
  from: number,
  next: number,
): Promise<void> {
  // Two first pages at once are two recorded readings of one run.
  await sql`
    insert into trail_reading (session_id, first_seq, next_seq) values (${sessionId}, ${from}, ${next})
    on conflict (session_id, first_seq) do update
    set next_seq = greatest(trail_reading.next_seq, excluded.next_seq)`.execute(transaction);
}
