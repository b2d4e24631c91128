import { z } from 'zod';
import { CHUNK_ROWS, emptyColumns, type HotColumns } from '../chunk/column-chunk';
import { decodePosting, type Posting } from '../chunk/posting';
import { decodeCodes, decodePlaces } from '../chunk/run-namings';
import { decodeTotals, type RunTotals } from '../chunk/run-totals';
import { viewable } from '../chunk/viewable';
import { kindsOf, packedChunk, readColumns, readNamings, sound } from '../store/column-chunks';
import type { ReadableDb } from '../store/db';
import { dictionaryKinds, type Dictionary } from '../store/dictionary';
import { StoreError } from '../store/problem';
import { sql } from '../store/sql';
import { openNamings, type FittingNamings, type Namings } from './namings';

/** 8,192 places of the trail as they are searched; the last run is filling still, and is kept in memory. */
export interface Run {
  firstSeq: number;
  rows: number;
  /** Least and greatest `occurredAt` of its events. */
  earliest: number;
  latest: number;
  /** Least and greatest time that an event's id begins with, in milliseconds. */
  idFrom: number;
  idUntil: number;
  /** Null for the run that is filling. */
  totals: RunTotals | null;
  /** Each event's kind code. */
  kinds(): Uint16Array;
  columns(): HotColumns;
  /** Calls for each place whose event has one of these namings. */
  eachNamed(fitting: FittingNamings, call: (place: number) => void): void;
}

/** The trail as it is kept in an open file, for those who ask of it. */
export interface Trail {
  readonly db: ReadableDb;
  readonly dictionary: Dictionary;
  readonly namings: Namings;
  /** How many events are kept now. Reads what came since it was asked last. */
  size(): number;
  /** The run with this number, from 0, as it was when `size` was last asked. */
  run(index: number): Run;
  /** The postings of a user or an address in full runs `from` up to `to`, by number of the run, rising. */
  postings(kind: 'user' | 'address', code: number, from: number, to: number): [run: number, Posting][];
}

const treeSize = z.object({ size: z.int() });

/** Throws StoreError, as everything here does, where the file cannot be read. */
export function openTrail(db: ReadableDb, dictionary: Dictionary): Trail {
  const full: Run[] = [];
  let filling = emptyRun(0);

  function size(): number {
    const size = db.row(sql`SELECT size FROM tree`, treeSize)?.size;
    if (size === undefined) throw new StoreError('damaged');
    const known = filling.firstSeq + filling.rows;
    if (size === known) return size;
    readSummaries(Math.floor(size / CHUNK_ROWS));
    if (filling.firstSeq !== full.length * CHUNK_ROWS) filling = emptyRun(full.length * CHUNK_ROWS);
    fill(size - filling.firstSeq);
    return size;
  }

  function readSummaries(runs: number): void {
    const rows = db.values(sql`
      SELECT first_seq, earliest, latest, id_from, id_until, totals FROM run_summary
      WHERE first_seq >= ${full.length * CHUNK_ROWS} ORDER BY first_seq
    `) as [number, number, number, number, number, Uint8Array][];
    for (const [firstSeq, earliest, latest, idFrom, idUntil, bytes] of rows) {
      if (firstSeq !== full.length * CHUNK_ROWS) throw new StoreError('damaged');
      const totals = sound(() => decodeTotals(bytes));
      full.push(fullRun({ firstSeq, earliest, latest, idFrom, idUntil, totals }));
    }
    if (full.length !== runs) throw new StoreError('damaged');
  }

  function fullRun(
    summary: Pick<Run, 'firstSeq' | 'earliest' | 'latest' | 'idFrom' | 'idUntil' | 'totals'>,
  ): Run {
    const { firstSeq } = summary;
    return {
      ...summary,
      rows: CHUNK_ROWS,
      kinds() {
        const bytes = blob(db.values(sql`SELECT kinds FROM run_summary WHERE first_seq = ${firstSeq}`));
        if (bytes.length !== 2 * CHUNK_ROWS) throw new StoreError('damaged');
        const { buffer, start } = viewable(bytes);
        return new Uint16Array(buffer, start, CHUNK_ROWS);
      },
      columns: () => packedChunk(db, firstSeq),
      eachNamed(fitting, call) {
        const codes = sound(() =>
          decodeCodes(blob(db.values(sql`SELECT codes FROM run_naming WHERE first_seq = ${firstSeq}`))),
        );
        const fits = new Uint8Array(codes.length);
        for (let i = 0; i < codes.length; i += 1) fits[i] = fitting[codes[i] as number] ?? 0;
        if (!fits.includes(1)) return;
        const places = sound(() =>
          decodePlaces(blob(db.values(sql`SELECT places FROM run_naming WHERE first_seq = ${firstSeq}`))),
        );
        for (let place = 0; place < CHUNK_ROWS; place += 1)
          if (fits[places[place] as number] === 1) call(place);
      },
    };
  }

  /** Reads the rows that came to the run that is filling. */
  function fill(rows: number): void {
    const { firstSeq, rows: known } = filling;
    const hot = filling.columns();
    if (readColumns(db, firstSeq, hot, known, rows - known) !== rows - known) throw new StoreError('damaged');
    const kinds = filling.kinds();
    kinds.set(kindsOf(hot, known, rows), known);
    readNamings(db, firstSeq, filling.namings, known, rows - known);
    let { earliest, latest } = filling;
    for (let row = known; row < rows; row += 1) {
      earliest = Math.min(earliest, hot.occurredAt[row] as number);
      latest = Math.max(latest, hot.occurredAt[row] as number);
    }
    filling = fillingRun({ ...filling, rows, earliest, latest });
  }

  return {
    db,
    dictionary,
    namings: openNamings(db),
    size,
    run: (index) => full[index] ?? filling,
    postings(kind, code, from, to) {
      const rows = db.values(sql`
        SELECT first_seq, bytes FROM posting
        WHERE kind = ${dictionaryKinds[kind]} AND code = ${code}
          AND first_seq >= ${from * CHUNK_ROWS} AND first_seq < ${to * CHUNK_ROWS}
      `) as [number, Uint8Array][];
      return rows.map(([firstSeq, bytes]) => [firstSeq / CHUNK_ROWS, sound(() => decodePosting(bytes))]);
    },
  };
}

interface FillingRun extends Run {
  /** By place: the code of the event's naming. */
  namings: Uint32Array;
}

function emptyRun(firstSeq: number): FillingRun {
  const hot = emptyColumns(CHUNK_ROWS);
  const kinds = new Uint16Array(CHUNK_ROWS);
  return fillingRun({
    firstSeq,
    rows: 0,
    earliest: Infinity,
    latest: -Infinity,
    kinds: () => kinds,
    columns: () => hot,
    namings: new Uint32Array(CHUNK_ROWS),
  });
}

/** Any id may be in it, and none of its events is packed. */
function fillingRun(
  run: Pick<FillingRun, 'firstSeq' | 'rows' | 'earliest' | 'latest' | 'kinds' | 'columns' | 'namings'>,
): FillingRun {
  return {
    ...run,
    idFrom: 0,
    idUntil: Infinity,
    totals: null,
    eachNamed(fitting, call) {
      for (let place = 0; place < run.rows; place += 1)
        if (fitting[run.namings[place] as number] === 1) call(place);
    },
  };
}

function blob(rows: readonly unknown[][]): Uint8Array {
  const bytes = rows[0]?.[0];
  if (!(bytes instanceof Uint8Array)) throw new StoreError('damaged');
  return bytes;
}
