import { CHUNK_ROWS, decodeChunk, emptyColumns, encodeChunk, type ColumnChunk } from '../chunk/column-chunk';
import type { ReadableDb, WritableDb } from './db';
import { StoreError } from './problem';
import { sql } from './sql';

/**
 * Packs every run of 8,192 events that was completed when the trail grew from `before` to `after` events.
 * In the transaction of the rows themselves, so that a chunk never says something else than they do.
 */
export function packCompleted(db: WritableDb, before: number, after: number): void {
  const first = Math.floor(before / CHUNK_ROWS) * CHUNK_ROWS;
  for (let firstSeq = first; firstSeq + CHUNK_ROWS <= after; firstSeq += CHUNK_ROWS) {
    const bytes = encodeChunk(firstSeq, columnsOf(db, firstSeq));
    db.run(sql`INSERT INTO column_chunk (first_seq, bytes) VALUES (${firstSeq}, ${bytes})`);
  }
}

function columnsOf(db: WritableDb, firstSeq: number) {
  const hot = emptyColumns(CHUNK_ROWS);
  const rows = db.scan(sql`
    SELECT occurred_at, user, patient, address, bytes, category, action, outcome FROM audit_event
    WHERE seq >= ${firstSeq} AND seq < ${firstSeq + CHUNK_ROWS} ORDER BY seq
  `);
  let row = 0;
  for (const values of rows) {
    const [occurredAt, user, patient, address, bytes, category, action, outcome] = values as (
      number | null
    )[];
    hot.occurredAt[row] = occurredAt as number;
    hot.user[row] = user as number;
    hot.patient[row] = patient as number;
    hot.address[row] = address as number;
    hot.bytes[row] = bytes ?? NaN;
    hot.category[row] = category as number;
    hot.action[row] = action as number;
    hot.outcome[row] = outcome as number;
    row += 1;
  }
  if (row !== CHUNK_ROWS) throw new StoreError('damaged');
  return hot;
}

/** Every full chunk from the beginning, in order. Throws StoreError `damaged` for one that is missing or is none. */
export function* packedChunks(db: ReadableDb): Generator<ColumnChunk> {
  let expected = 0;
  for (const [bytes] of db.scan(sql`SELECT bytes FROM column_chunk ORDER BY first_seq`)) {
    const chunk = decoded(bytes as Uint8Array);
    if (chunk.firstSeq !== expected || chunk.rows !== CHUNK_ROWS) throw new StoreError('damaged');
    expected += CHUNK_ROWS;
    yield chunk;
  }
}

function decoded(bytes: Uint8Array): ColumnChunk {
  try {
    return decodeChunk(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw new StoreError('damaged');
    throw error;
  }
}
