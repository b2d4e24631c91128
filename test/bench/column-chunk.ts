import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHUNK_ROWS, decodeChunk, emptyColumns, encodeChunk } from '../../src/vault/chunk/column-chunk';
import { packCompleted, packedChunks } from '../../src/vault/store/column-chunks';
import type { WritableDb } from '../../src/vault/store/db';
import { createStore } from '../../src/vault/store/open';
import { sql } from '../../src/vault/store/sql';
import { median, type Bench } from './harness';

const RUNS = 7;
const ROWS = 1_000_000;

/** A pass that no engine can leave out: it looks at every value. */
interface Sums {
  events: number;
  time: number;
  people: number;
  bytes: number;
  denied: number;
}

const noSums = (): Sums => ({ events: 0, time: 0, people: 0, bytes: 0, denied: 0 });

function overChunks(db: WritableDb): Sums {
  const sums = noSums();
  for (const { rows, occurredAt, user, patient, address, bytes, outcome } of packedChunks(db)) {
    for (let row = 0; row < rows; row += 1) {
      const amount = bytes[row] as number;
      sums.events += 1;
      sums.time += (occurredAt[row] as number) % 86_400_000_000;
      sums.people += (user[row] as number) ^ (patient[row] as number) ^ (address[row] as number);
      if (!Number.isNaN(amount)) sums.bytes += amount;
      if (outcome[row] === 2) sums.denied += 1;
    }
  }
  return sums;
}

function overRows(db: WritableDb): Sums {
  const sums = noSums();
  const rows = db.scan(
    sql`SELECT occurred_at, user, patient, address, bytes, category, action, outcome FROM audit_event ORDER BY seq`,
  );
  for (const values of rows) {
    const [occurredAt, user, patient, address, bytes, , , outcome] = values as (number | null)[];
    sums.events += 1;
    sums.time += (occurredAt as number) % 86_400_000_000;
    sums.people += (user as number) ^ (patient as number) ^ (address as number);
    if (bytes !== null) sums.bytes += bytes as number;
    if (outcome === 2) sums.denied += 1;
  }
  return sums;
}

/** Rows as wide as real ones; only the hot columns differ from row to row. */
function fill(db: WritableDb, rows: number): void {
  db.run(sql`
    WITH RECURSIVE place (seq) AS (SELECT 0 UNION ALL SELECT seq + 1 FROM place WHERE seq + 1 < ${rows})
    INSERT INTO audit_event
      (seq, occurred_at, user, patient, address, category, action, outcome, bytes, salt, leaf_hash, body)
    SELECT seq, 1794781315000000 + seq * 3155000, abs(random()) % 400, abs(random()) % 60000, abs(random()) % 800,
      seq % 7, seq % 8, seq % 40 = 0, iif(seq % 12 = 0, seq % 100000, NULL), randomblob(16), randomblob(32), randomblob(110)
    FROM place
  `);
}

function rowsPerSecond(rows: number, work: () => unknown): number {
  const from = performance.now();
  work();
  return (rows * 1000) / (performance.now() - from);
}

/** A full pass over the hot columns of an encrypted vault file, against the same pass over its rows. */
export const columnChunk: Bench = {
  name: 'column-chunk',
  about:
    'A pass over every event’s hot columns as packed chunks, against the same pass row by row; both encrypted.',
  run({ rows: wished, log }) {
    const rows = Math.ceil((wished ?? ROWS) / CHUNK_ROWS) * CHUNK_ROWS;
    const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-bench-'));
    const path = join(folder, 'bench.vault');
    const db = createStore(path, randomBytes(32), 0);
    try {
      fill(db, rows);
      log(`${rows} rows, ${Math.round(statSync(path).size / 2 ** 20)} MiB`);
      const packing = rowsPerSecond(rows, () => db.transaction(() => packCompleted(db, 0, rows)));
      if (JSON.stringify(overChunks(db)) !== JSON.stringify(overRows(db)))
        throw new Error('The passes differ');
      const byChunks: number[] = [];
      const byRows: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        byChunks.push(rowsPerSecond(rows, () => overChunks(db)));
        byRows.push(rowsPerSecond(rows, () => overRows(db)));
      }
      const chunk = encodeChunk(0, emptyColumns(CHUNK_ROWS));
      const decodes = 10_000;
      const decoding = Array.from({ length: RUNS }, () =>
        rowsPerSecond(decodes * CHUNK_ROWS, () => {
          for (let i = 0; i < decodes; i += 1) decodeChunk(chunk);
        }),
      );
      return Promise.resolve({
        rows,
        figures: {
          'full pass': { value: median(byChunks), baseline: median(byRows), unit: 'rows/s', ratioAtLeast: 5 },
          'packing rows into chunks, totals and postings': { value: packing, unit: 'rows/s' },
          'decoding alone': { value: median(decoding), unit: 'rows/s' },
          'bytes an event': { value: chunk.length / CHUNK_ROWS, unit: 'B' },
        },
      });
    } finally {
      db.abandon();
      rmSync(folder, { recursive: true });
    }
  },
};
