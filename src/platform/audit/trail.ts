import { sql, type RawBuilder } from 'kysely';
import type { LoggedEvent } from '../../shared/contract/platform/audit';
import type { Access } from '../../shared/contract/platform/matrix';
import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import type { Database, DatabaseTransaction } from '../database/schema';
import { inclusionProofs } from './proofs';

/** What one caller may see of the log. */
export interface Trail {
  /**
   * A run from place `from` on, in the order of the log: at most `limit` events and about `bytes` bytes of
   * them, and at least one if there is one.
   */
  page(from: number, limit: number, bytes: number): Promise<LoggedEvent[]>;
  /** The leaf hash at a place; null where the caller sees no event there. */
  leafAt(seq: number): Promise<Uint8Array | null>;
  /** It is the whole log: whoever reads all of it can recompute the tree. */
  isWhole: boolean;
}

/** The narrowest reading of each scope: what is not the whole practice's is only what one did oneself. */
export function visibleTo(userId: string, access: NonNullable<Access>): RawBuilder<boolean> {
  if (access === 'practice') return sql`true`;
  return access === 'self' ? sql`user_id = ${userId}` : sql`false`;
}

export function trailFor(db: Database, userId: string, access: NonNullable<Access>): Trail {
  const visible = visibleTo(userId, access);
  return {
    isWhole: access === 'practice',
    async leafAt(seq) {
      const { rows } = await sql<{ leaf_hash: Uint8Array }>`
        select leaf_hash from audit_event where seq = ${seq} and ${visible}`.execute(db);
      return rows[0]?.leaf_hash ?? null;
    },
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
        salt: base64Url(salt),
      }));
    },
  };
}

/** The events with proofs that they are in the tree of `size`, for a reader who cannot recompute it. */
export async function withProofs(
  db: Database,
  events: readonly LoggedEvent[],
  size: number,
): Promise<LoggedEvent[]> {
  const proofs = await inclusionProofs(
    db,
    events.map(({ seq }) => seq),
    size,
  );
  return events.map((event, i) => ({ ...event, proof: (proofs[i] ?? []).map(base64Url) }));
}

export function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** The newest signed head; empty while the log is. `size`: how many events it covers. */
export async function newestCheckpoint(
  db: Database | DatabaseTransaction,
): Promise<{ note: string; size: number }> {
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
