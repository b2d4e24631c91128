import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CompactRange } from '../../../src/shared/transparency/compact-range';
import { hashes } from '../../../src/vault/hashes';
import { packedChunks } from '../../../src/vault/store/column-chunks';
import { writableDictionary } from '../../../src/vault/store/dictionary';
import { eventsBefore } from '../../../src/vault/store/events';
import { openStore } from '../../../src/vault/store/open';
import { sql } from '../../../src/vault/store/sql';
import { readTree } from '../../../src/vault/store/tree';
import { receive } from '../../../src/vault/sync/receive';
import { aLog, someEvents } from './a-log';
import type { Appending } from './append-child';
import { aStore, NOW, type AStore } from './a-store';

const KILLS = 25;
const LONGEST_RUN = 300;
const LINES = 12;
/** So many that the first full chunk of columns is packed among the kills. */
const EVENTS_BEFORE = 7_000;
const EVENTS = EVENTS_BEFORE + (KILLS * LINES * LONGEST_RUN) / 2;

const log = aLog();
let store: AStore;

beforeAll(() => {
  log.add(...someEvents(EVENTS));
  store = aStore();
  receive(store.db, writableDictionary(store.db), log.page(0, EVENTS_BEFORE), NOW);
  store.db.close();
});

afterAll(() => store.remove());

/** Lets a process append, kills it at a line it says, and returns the last size that it had said was kept. */
function appendAndKill(size: number, atLine: number, run: number): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'append-child.ts')], {
    cwd: resolve(import.meta.dirname, '../../..'),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const page = join(store.folder, 'page.json');
  writeFileSync(page, JSON.stringify(log.page(size, LINES * run)));
  const work: Appending = { path: store.path, dataKey: store.dataKey.toString('hex'), page, run };
  child.stdin.end(JSON.stringify(work));
  let kept = 0;
  let lines = 0;
  const said = createInterface({ input: child.stdout });
  said.on('line', (line) => {
    lines += 1;
    if (line.startsWith('kept ')) kept = Number(line.slice(5));
    if (lines === atLine) child.kill('SIGKILL');
  });
  return new Promise((done, failed) => {
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') done(kept);
      else failed(new Error(`The child ended by itself with ${code} after ${lines} lines`));
    });
  });
}

const roots = new Map<number, Uint8Array>();
function rootAt(size: number): Uint8Array {
  if (roots.size === 0) {
    const tree = new CompactRange(hashes);
    for (const leaf of log.leafHashes()) {
      tree.append(leaf);
      roots.set(tree.size, tree.root());
    }
  }
  return roots.get(size) ?? tree0;
}
const tree0 = new CompactRange(hashes).root();

describe('a vault whose process is killed while it writes', () => {
  test(
    `keeps all that it had said was kept, and nothing by halves (${KILLS} kills)`,
    { timeout: 240_000 },
    async () => {
      let before = EVENTS_BEFORE;
      for (let kill = 0; kill < KILLS; kill += 1) {
        // Odd lines come just before a transaction, even ones just after it.
        const said = await appendAndKill(before, randomInt(1, LINES), randomInt(1, LONGEST_RUN));
        const db = openStore(store.path, store.dataKey, NOW);
        const tree = readTree(db, hashes);
        expect(tree.size).toBeGreaterThanOrEqual(Math.max(said, before));
        expect(Buffer.from(tree.root()).equals(rootAt(tree.size)), `the root of ${tree.size} events`).toBe(
          true,
        );
        const counted = z.object({ events: z.int(), last: z.int() });
        expect(db.row(sql`SELECT count(*) AS events, max(seq) AS last FROM audit_event`, counted)).toEqual({
          events: tree.size,
          last: tree.size - 1,
        });
        expect([...packedChunks(db)]).toHaveLength(Math.floor(tree.size / 8192));
        const [newest] = eventsBefore(db, writableDictionary(db), tree.size, 1);
        expect(newest?.event).toEqual(log.page(tree.size - 1, 1).events[0]?.event);
        db.rows(sql`SELECT * FROM pragma_integrity_check`, z.object({ integrity_check: z.literal('ok') }));
        db.abandon();
        before = tree.size;
      }
      expect(before).toBeGreaterThan(EVENTS_BEFORE);
    },
  );
});
