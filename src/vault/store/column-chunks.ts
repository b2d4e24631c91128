import { CHUNK_ROWS, decodeChunk, emptyColumns, encodeChunk } from '../chunk/column-chunk';
import type { ColumnChunk, HotColumns } from '../chunk/column-chunk';
import { emptyPosting, encodePosting } from '../chunk/posting';
import { runNamingsOf } from '../chunk/run-namings';
import { encodeTotals, totalsOf } from '../chunk/run-totals';
import type { ReadableDb, WritableDb } from './db';
import { dictionaryKinds } from './dictionary';
import { kindCode } from './event-codes';
import { idTimeOf } from './packed-event';
import { StoreError } from './problem';
import { sql } from './sql';

/**
 * Packs every run of 8,192 events that was completed when the trail grew from `before` to `after` events: its hot
 * columns, its totals, what its events are called by, and the postings of its users, addresses and patients. In the transaction of the rows themselves, so
 * that none of it ever says something else than they do.
 */
export function packCompleted(db: WritableDb, before: number, after: number): void {
  const first = Math.floor(before / CHUNK_ROWS) * CHUNK_ROWS;
  for (let firstSeq = first; firstSeq + CHUNK_ROWS <= after; firstSeq += CHUNK_ROWS) {
    const hot = emptyColumns(CHUNK_ROWS);
    if (readColumns(db, firstSeq, hot, 0, CHUNK_ROWS) !== CHUNK_ROWS) throw new StoreError('damaged');
    const kinds = kindsOf(hot, 0, CHUNK_ROWS);
    db.run(
      sql`INSERT INTO column_chunk (first_seq, bytes) VALUES (${firstSeq}, ${encodeChunk(firstSeq, hot)})`,
    );
    summarize(db, firstSeq, hot, kinds);
    keepNamings(db, firstSeq);
    postPatients(db, firstSeq);
    post(db, firstSeq, 'user', hot, kinds);
    post(db, firstSeq, 'address', hot, kinds);
  }
}

/** Reads the hot columns of up to `rows` events from place `firstSeq + at` on into `hot`, from `at` on; how many. */
export function readColumns(
  db: ReadableDb,
  firstSeq: number,
  hot: HotColumns,
  at: number,
  rows: number,
): number {
  const from = firstSeq + at;
  const read = db.values(sql`
    SELECT occurred_at, user, patient, address, bytes, category, action, outcome FROM audit_event
    WHERE seq >= ${from} AND seq < ${from + rows} ORDER BY seq
  `) as (number | null)[][];
  for (const [i, values] of read.entries()) {
    const [occurredAt, user, patient, address, bytes, category, action, outcome] = values;
    const row = at + i;
    hot.occurredAt[row] = occurredAt as number;
    hot.user[row] = user as number;
    hot.patient[row] = patient as number;
    hot.address[row] = address as number;
    hot.bytes[row] = bytes ?? NaN;
    hot.category[row] = category as number;
    hot.action[row] = action as number;
    hot.outcome[row] = outcome as number;
  }
  return read.length;
}

/** The kind codes of the rows from `from` up to `to`. */
export function kindsOf(hot: HotColumns, from: number, to: number): Uint16Array {
  const kinds = new Uint16Array(to - from);
  for (let row = from; row < to; row += 1) {
    kinds[row - from] = kindCode(
      hot.category[row] as number,
      hot.action[row] as number,
      hot.outcome[row] as number,
    );
  }
  return kinds;
}

function summarize(db: WritableDb, firstSeq: number, { occurredAt }: HotColumns, kinds: Uint16Array): void {
  const earliest = occurredAt.reduce((least, time) => Math.min(least, time), Infinity);
  const latest = occurredAt.reduce((greatest, time) => Math.max(greatest, time), 0);
  const totals = encodeTotals(totalsOf(occurredAt, kinds, CHUNK_ROWS));
  const { idFrom, idUntil } = idTimes(db, firstSeq);
  db.run(sql`
    INSERT INTO run_summary (first_seq, earliest, latest, id_from, id_until, totals, kinds)
    VALUES (${firstSeq}, ${earliest}, ${latest}, ${idFrom}, ${idUntil}, ${totals}, ${new Uint8Array(kinds.buffer)})
  `);
}

/** An id takes 16 bytes after at most five others. */
const ID_END = 24;

function idTimes(db: ReadableDb, firstSeq: number): { idFrom: number; idUntil: number } {
  let idFrom = Infinity;
  let idUntil = 0;
  for (const [beginning] of db.values(sql`
    SELECT substr(body, 1, ${ID_END}) FROM audit_event
    WHERE seq >= ${firstSeq} AND seq < ${firstSeq + CHUNK_ROWS}
  `)) {
    const time = idTimeOf(beginning as Uint8Array);
    idFrom = Math.min(idFrom, time);
    idUntil = Math.max(idUntil, time);
  }
  return { idFrom, idUntil };
}

function keepNamings(db: WritableDb, firstSeq: number): void {
  const namings = new Uint32Array(CHUNK_ROWS);
  readNamings(db, firstSeq, namings, 0, CHUNK_ROWS);
  const { codes, places } = runNamingsOf(namings);
  db.run(sql`
    INSERT INTO run_naming (first_seq, codes, places)
    VALUES (${firstSeq}, ${new Uint8Array(codes.buffer)}, ${new Uint8Array(places.buffer)})
  `);
}

/** Reads the namings of up to `rows` events from place `firstSeq + at` on into `namings`, from `at` on. */
export function readNamings(
  db: ReadableDb,
  firstSeq: number,
  namings: Uint32Array,
  at: number,
  rows: number,
): void {
  const from = firstSeq + at;
  const read = db.values(
    sql`SELECT naming FROM audit_event WHERE seq >= ${from} AND seq < ${from + rows} ORDER BY seq`,
  );
  for (const [i, [code]] of read.entries()) namings[at + i] = code as number;
}

function post(
  db: WritableDb,
  firstSeq: number,
  column: 'user' | 'address',
  hot: HotColumns,
  kinds: Uint16Array,
): void {
  const codes = hot[column];
  const placesOf = new Map<number, number[]>();
  for (let place = 0; place < CHUNK_ROWS; place += 1) {
    const code = codes[place] as number;
    const places = placesOf.get(code);
    if (places === undefined) placesOf.set(code, [place]);
    else places.push(place);
  }
  for (const code of [...placesOf.keys()].sort((a, b) => a - b)) {
    const places = placesOf.get(code) as number[];
    const posting = emptyPosting(places.length);
    for (const [i, place] of places.entries()) {
      posting.places[i] = place;
      posting.times[i] = hot.occurredAt[place] as number;
      posting.patients[i] = hot.patient[place] as number;
      posting.kinds[i] = kinds[place] as number;
    }
    db.run(sql`
      INSERT INTO posting (kind, code, first_seq, bytes)
      VALUES (${dictionaryKinds[column]}, ${code}, ${firstSeq}, ${encodePosting(posting)})
    `);
  }
}

/**
 * Places of the trail whose patients stand together. Patients are too many for postings of their own: nearly each event
 * of a run has another one, each dirties another page, and every page costs its encryption. Apart, the pages that a run
 * dirties are no more than these, however long the trail is.
 */
export const PATIENT_STRETCH = 16 * CHUNK_ROWS;

function postPatients(db: WritableDb, firstSeq: number): void {
  const stretch = Math.floor(firstSeq / PATIENT_STRETCH);
  const end = firstSeq + CHUNK_ROWS;
  db.run(sql`
    INSERT INTO patient_event (stretch, patient, seq)
    SELECT ${stretch}, patient, seq FROM audit_event WHERE seq >= ${firstSeq} AND seq < ${end} AND patient <> 0
    UNION ALL
    SELECT ${stretch}, patient, seq FROM further_patient WHERE seq >= ${firstSeq} AND seq < ${end}
    ORDER BY 2, 3
  `);
}

/** Every full chunk from the beginning, in order. Throws StoreError `damaged` for one that is missing or is none. */
export function* packedChunks(db: ReadableDb): Generator<ColumnChunk> {
  let expected = 0;
  for (const [bytes] of db.scan(sql`SELECT bytes FROM column_chunk ORDER BY first_seq`)) {
    yield wholeChunk(bytes as Uint8Array, expected);
    expected += CHUNK_ROWS;
  }
}

/** The full chunk that begins at a place. Throws StoreError `damaged` where there is none. */
export function packedChunk(db: ReadableDb, firstSeq: number): ColumnChunk {
  const [row] = db.values(sql`SELECT bytes FROM column_chunk WHERE first_seq = ${firstSeq}`);
  if (row === undefined) throw new StoreError('damaged');
  return wholeChunk(row[0] as Uint8Array, firstSeq);
}

function wholeChunk(bytes: Uint8Array, firstSeq: number): ColumnChunk {
  const chunk = sound(() => decodeChunk(bytes));
  if (chunk.firstSeq !== firstSeq || chunk.rows !== CHUNK_ROWS) throw new StoreError('damaged');
  return chunk;
}

/** What the file's own bytes decode to. Throws StoreError `damaged` where they are none of ours. */
export function sound<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof RangeError) throw new StoreError('damaged');
    throw error;
  }
}
