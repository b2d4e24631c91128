import { sql, type RawBuilder } from 'kysely';
import type { Access } from '../../shared/contract/platform/matrix';
import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import { archivedLeaves } from '../archives/leaves';
import { archivedUpTo, chunkFrom, type ArchiveParts } from '../archives/reading';
import type { Database, DatabaseTransaction } from '../database/schema';
import { inclusionProofs } from './proofs';

/** A line of the log as it is kept. `body`: its event as JSON text, held to its schema before it was written. */
export interface KeptLine {
  seq: number;
  body: string;
  /** Base64url. */
  salt: string;
}

/** What one caller may see of the log. */
export interface Trail {
  /**
   * A run from place `from` on, in the order of the log: at most `limit` events and about `bytes` bytes of
   * them, and at least one if there is one.
   */
  page(from: number, limit: number, bytes: number): Promise<KeptLine[]>;
  /** The leaf hash at a place; null where the caller sees no event there. */
  leafAt(seq: number): Promise<Uint8Array | null>;
  /** It is the whole log: whoever reads all of it can recompute the tree. */
  isWhole: boolean;
}

/** Base64url of a salt, as it is sent: a driver takes several times longer to hand over bytes. */
export const saltText = sql<string>`rtrim(translate(encode(salt, 'base64'), '+/', '-_'), '=')`;

/** The narrowest reading of each scope: what is not the whole practice's is only what one did oneself. */
export function visibleTo(userId: string, access: NonNullable<Access>): RawBuilder<boolean> {
  if (access === 'practice') return sql`true`;
  return access === 'self' ? sql`user_id = ${userId}` : sql`false`;
}

/** What is in archives is read from them; their chunks follow each other, and end where the log's table begins. */
export function trailFor(parts: ArchiveParts, userId: string, access: NonNullable<Access>): Trail {
  const { db } = parts;
  const visible = visibleTo(userId, access);
  const isVisible = ({ body }: KeptLine) =>
    access === 'practice' || (access === 'self' && eventOf(body).actor.userId === userId);

  /** Asked for a place before the table's beginning it gives nothing, in one look: rows leave only for archives. */
  async function kept(from: number, limit: number, bytes: number): Promise<KeptLine[]> {
    const { rows } = await sql<KeptLine>`
      select seq, body, ${saltText} as salt from (
        select seq, body, salt, sum(octet_length(body)) over (order by seq) as bytes
        from (select seq, body, salt from audit_event where seq >= ${from} and ${visible}
          and ${from} >= (select coalesce(max(last_seq) + 1, 0) from audit_archive where state <> 'making')
          order by seq limit ${limit}) as run
      ) as page
      where bytes <= ${bytes} or bytes = octet_length(body)
      order by seq`.execute(db);
    return rows;
  }

  async function archived(from: number, limit: number, bytes: number): Promise<KeptLine[]> {
    const page: KeptLine[] = [];
    let room = bytes;
    for (let at = from; page.length < limit;) {
      const chunk = await chunkFrom(parts, at);
      if (chunk === null) break;
      for (const { seq, salt, body } of chunk.events) {
        const line = { seq, body, salt };
        if (!isVisible(line)) continue;
        room -= Buffer.byteLength(body);
        if (page.length === limit || (room < 0 && page.length > 0)) return page;
        page.push(line);
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

/** Lines with proofs that they are in the tree of `size`, for a reader who cannot recompute it. */
export async function withProofs<Line extends { seq: number }>(
  db: Database,
  lines: readonly Line[],
  size: number,
): Promise<(Line & { proof: string[] })[]> {
  const proofs = await inclusionProofs(
    db,
    lines.map(({ seq }) => seq),
    size,
  );
  return lines.map((line, i) => ({ ...line, proof: (proofs[i] ?? []).map(base64Url) }));
}

/** A `LoggedEvent` as JSON text. A page of thousands is several times faster put together than parsed and written anew. */
export function lineText({ seq, body, salt, proof }: KeptLine & { proof?: string[] }): string {
  const proved = proof === undefined ? '' : `,"proof":${JSON.stringify(proof)}`;
  return `{"seq":${seq},"event":${body},"salt":"${salt}"${proved}}`;
}

export function eventOf(body: string): AuditEvent {
  return JSON.parse(body) as AuditEvent;
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
