import { sql, type RawBuilder } from 'kysely';
import type { LoggedEvent } from '../../shared/contract/platform/audit';
import type { Access } from '../../shared/contract/platform/matrix';
import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import { archivedLeaves } from '../archives/leaves';
import { archivedUpTo, chunkFrom, type ArchiveParts } from '../archives/reading';
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

/** What is in archives is read from them; their chunks follow each other, and end where the log's table begins. */
export function trailFor(parts: ArchiveParts, userId: string, access: NonNullable<Access>): Trail {
  const { db } = parts;
  const visible = visibleTo(userId, access);
  const isVisible = ({ event }: LoggedEvent) =>
    access === 'practice' || (access === 'self' && event.actor.userId === userId);

  /** Asked for a place before the table's beginning it gives nothing, in one look: rows leave only for archives. */
  async function kept(from: number, limit: number, bytes: number): Promise<LoggedEvent[]> {
    const { rows } = await sql<{ seq: number; body: string; salt: Uint8Array }>`
      select seq, body, salt from (
        select seq, body, salt, sum(octet_length(body)) over (order by seq) as bytes
        from (select seq, body, salt from audit_event where seq >= ${from} and ${visible}
          and ${from} >= (select coalesce(max(last_seq) + 1, 0) from audit_archive where state <> 'making')
          order by seq limit ${limit}) as run
      ) as page
      where bytes <= ${bytes} or bytes = octet_length(body)
      order by seq`.execute(db);
    return rows.map(({ seq, body, salt }) => ({
      seq,
      event: JSON.parse(body) as AuditEvent,
      salt: base64Url(salt),
    }));
  }

  async function archived(from: number, limit: number, bytes: number): Promise<LoggedEvent[]> {
    const page: LoggedEvent[] = [];
    let room = bytes;
    for (let at = from; page.length < limit;) {
      const chunk = await chunkFrom(parts, at);
      if (chunk === null) break;
      for (const { seq, salt, body } of chunk.events) {
        const logged = { seq, event: JSON.parse(body) as AuditEvent, salt };
        if (!isVisible(logged)) continue;
        room -= Buffer.byteLength(body);
        if (page.length === limit || (room < 0 && page.length > 0)) return page;
        page.push(logged);
      }
      at = chunk.lastSeq + 1;
    }
    return page;
  }

  return {
    isWhole: access === 'practice',
    async leafAt(seq) {
      const { rows } = await sql<{ leaf_hash: Uint8Array }>`
        select leaf_hash from audit_event where seq = ${seq} and ${visible}`.execute(db);
      if (rows[0] !== undefined) return rows[0].leaf_hash;
      const [own] = access === 'practice' ? [{ seq }] : await archived(seq, 1, 1);
      if (own?.seq !== seq) return null;
      return (await archivedLeaves(db, [seq]))[0]?.leafHash ?? null;
    },
    async page(from, limit, bytes) {
      const page = await kept(from, limit, bytes);
      if (page.length > 0) return page;
      const end = await archivedUpTo(db);
      if (from >= end) return [];
      const earlier = await archived(from, limit, bytes);
      return earlier.length > 0 ? earlier : kept(Math.max(from, end), limit, bytes);
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
