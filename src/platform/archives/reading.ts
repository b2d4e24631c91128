import type { Selectable } from 'kysely';
import { err, type Refusal } from '../../shared/domain/result';
import { DamagedLog } from '../audit/damaged-log';
import type { Database } from '../database/schema';
import type { AuditArchiveChunkTable } from '../database/trail-tables';
import { readDataKeys, readOwnKey, type ServiceKey } from '../phi/data-keys';
import { openChunk, type ArchivedEvent } from './chunk';

/** What archives are read with. */
export interface ArchiveParts {
  db: Database;
  phi: { key: ServiceKey };
}

/** One after the last place in an archive that was verified: before it, archives answer for the log's table. */
export async function archivedUpTo(db: Database): Promise<number> {
  const { up_to } = await db
    .selectFrom('audit_archive')
    .select((eb) => eb.fn.max<number | null>('last_seq').as('up_to'))
    .where('state', '<>', 'making')
    .executeTakeFirstOrThrow();
  return up_to === null ? 0 : Number(up_to) + 1;
}

/** The events of the first chunk, from place `from` on, that was not purged; null where there is none. */
export async function chunkFrom(
  parts: ArchiveParts,
  from: number,
): Promise<{ events: ArchivedEvent[]; lastSeq: number } | null> {
  const chunk = await parts.db
    .selectFrom('audit_archive_chunk as chunk')
    .innerJoin('audit_archive as archive', 'archive.archive_id', 'chunk.archive_id')
    .selectAll('chunk')
    .select('archive.month')
    .where('archive.state', 'not in', ['making', 'purged'])
    .where('chunk.last_seq', '>=', from)
    .orderBy('chunk.first_seq')
    .limit(1)
    .executeTakeFirst();
  if (chunk === undefined) return null;
  const events = await openRow(parts, chunk, await archiveKey(parts, chunk.month));
  // It was verified when it was made: what does not open now was changed since.
  if (events === null) throw new DamagedLog();
  return { events: events.filter(({ seq }) => seq >= from), lastSeq: chunk.last_seq };
}

/** Null once it was destroyed. */
export async function archiveKey({ db, phi }: ArchiveParts, month: number): Promise<Buffer | null> {
  return readOwnKey(db, await readDataKeys(db, phi.key), 'archive', month);
}

export async function openRow(
  { phi }: ArchiveParts,
  row: Selectable<AuditArchiveChunkTable>,
  key: Buffer | null,
): Promise<ArchivedEvent[] | null> {
  const { archive_id: archiveId, chunk, first_seq: firstSeq, last_seq: lastSeq, sealed } = row;
  if (sealed === null || key === null) return null;
  const { practiceId } = phi.key;
  return openChunk(key, { practiceId, archiveId, chunk, firstSeq, lastSeq }, sealed);
}

/** A run of an archive's chunks, one at a time, in their order. */
export async function* chunksOf(
  db: Database,
  archiveId: string,
): AsyncGenerator<Selectable<AuditArchiveChunkTable>> {
  for (let chunk = 0; ; chunk += 1) {
    const row = await db
      .selectFrom('audit_archive_chunk')
      .selectAll()
      .where('archive_id', '=', archiveId)
      .where('chunk', '=', chunk)
      .executeTakeFirst();
    if (row === undefined) return;
    yield row;
  }
}

export interface UnsearchedMonth {
  month: number;
  /** Destroyed for ever, its retention being over; else sealed, and restored when somebody asks for it. */
  isPurged: boolean;
}

/**
 * The months of which a search does not reach events that occurred from the first instant up to but without the
 * second, the oldest first. Asked after the search, so that what left meanwhile is among them.
 */
export async function unsearched(
  db: Database,
  { from = 0, until = Number.MAX_SAFE_INTEGER }: { from?: number | undefined; until?: number | undefined },
): Promise<UnsearchedMonth[]> {
  const rows = await db
    .selectFrom('audit_archive')
    .select(['month', 'state'])
    .where('state', 'in', ['putting-away', 'archived', 'restoring', 'purged'])
    .where('occurred_from', '<', until)
    .where('occurred_until', '>=', from)
    .orderBy('first_seq')
    .execute();
  return rows.map(({ month, state }) => ({ month, isPurged: state === 'purged' }));
}

/** Why a question about certain days has no whole answer now; null where it has. */
export async function archivedMeanwhile(
  db: Database,
  span: { from?: number | undefined; until?: number | undefined },
): Promise<Refusal | null> {
  const months = await unsearched(db, span);
  const purged = months.filter(({ isPurged }) => isPurged);
  if (purged.length > 0) {
    return err(
      'not-found',
      `The events of some of these days were destroyed for ever, their retention being over: ${monthsText(purged)}.`,
      'Ask about days after them; the certificates of destruction say what they were.',
    );
  }
  if (months.length === 0) return null;
  return err(
    'conflict',
    `Some of these days lie in sealed archives: ${monthsText(months)}.`,
    'Have them restored, or ask about days after them.',
  );
}

function monthsText([first, ...more]: readonly UnsearchedMonth[]): string {
  const text = first === undefined ? '' : monthText(first.month);
  return more.length === 0 ? text : `${text} and later months`;
}

function monthText(month: number): string {
  return `${Math.floor(month / 100)}-${String(month % 100).padStart(2, '0')}`;
}
