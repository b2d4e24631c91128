import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CompactRange } from '../../../src/shared/transparency/compact-range';
import { hashes } from '../../../src/vault/hashes';
import { addAct, waitingActs } from '../../../src/vault/outbox/outbox';
import type { WritableDb } from '../../../src/vault/store/db';
import { newestHead } from '../../../src/vault/store/heads';
import { openStore } from '../../../src/vault/store/open';
import { sql } from '../../../src/vault/store/sql';
import { readTree } from '../../../src/vault/store/tree';
import type { Tokens } from '../../../src/vault/sync/platform-session';
import { aStore, NOW, type AStore } from './a-store';
import { startCuttingProxy } from './cutting-proxy';
import { bundleChild, killPoints, syncUntil, type End } from './killed-sync';
import { startSyncPlatform, type SyncPlatform } from './sync-platform';

const KILLS = 200;
/** Files that are synced side by side. */
const LANES = 2;
const EVENTS = 300;
/** New before each start of a process, so that each has something of everything to do. */
const NEW_ACTS = 3;
const NEW_PSEUDONYMS = 4;

let folder: string;
let platform: SyncPlatform;
let child: Awaited<ReturnType<typeof bundleChild>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  [platform, child] = await Promise.all([startSyncPlatform(join(folder, 'platform')), bundleChild()]);
  await platform.record(EVENTS);
});

afterAll(async () => {
  child.remove();
  await platform.stop();
  rmSync(folder, { recursive: true });
});

/** Each way in which a process can end, with chance in where exactly. In turn, so that each is tried as often. */
const ends: readonly (() => End)[] = [
  ...killPoints.map((point) => () => {
    const most = { row: EVENTS, tree: 6, commit: 9, committed: 9, checkpoint: 8, pseudonym: 6, removal: 3 };
    return { by: 'point', kill: { point, nth: randomInt(1, most[point] + 1) } } as const;
  }),
  () => ({ by: 'moment', ms: randomInt(0, 250) }),
  () => ({ by: 'moment', ms: randomInt(0, 60) }),
  () => ({ by: 'bytes', count: randomInt(1, 800 * EVENTS) }),
  () => ({ by: 'bytes', count: randomInt(1, 8_000) }),
  () => ({ by: 'cut', count: randomInt(1, 800 * EVENTS) }),
  () => ({ by: 'upload', when: 'sent' }),
  () => ({ by: 'upload', when: 'answered' }),
];

const leaves: Buffer[] = [];
const roots: Buffer[] = [];
const tree = new CompactRange(hashes);

/** What the platform's log is now: the leaves, and the root over the first n of them. */
async function readLog(): Promise<void> {
  const rows = await platform.db
    .selectFrom('audit_event')
    .select(['seq', 'leaf_hash'])
    .where('seq', '>=', leaves.length)
    .orderBy('seq')
    .execute();
  if (roots.length === 0) roots.push(Buffer.from(tree.root()));
  for (const { seq, leaf_hash: leaf } of rows) {
    if (seq !== leaves.length) continue; // another lane read it meanwhile
    leaves.push(Buffer.from(leaf));
    tree.append(leaf);
    roots.push(Buffer.from(tree.root()));
  }
}

async function acknowledged(): Promise<Set<string>> {
  const rows = await platform.db.selectFrom('console_act').select('act_id').execute();
  return new Set(rows.map((row) => row.act_id));
}

/** Holds a file to what the platform has: nothing by halves, nothing twice, nothing lost. Events kept. */
async function check(db: WritableDb, given: ReadonlySet<string>): Promise<number> {
  await readLog();
  const { size } = readTree(db, hashes);
  const rows = db.values(sql`SELECT seq, leaf_hash FROM audit_event ORDER BY seq`) as [number, Buffer][];
  expect(rows.map(([seq]) => seq)).toEqual(Array.from({ length: size }, (_, seq) => seq));
  expect(Buffer.concat(rows.map(([, leaf]) => leaf)).equals(Buffer.concat(leaves.slice(0, size)))).toBe(true);
  expect(Buffer.from(readTree(db, hashes).root()), `the root of ${size} events`).toEqual(roots[size]);
  const head = newestHead(db);
  if (head !== null) expect(head.checkpoint).toContain(`\n${roots[head.size]?.toString('base64')}\n`);

  const waiting = new Set(waitingActs(db, 500).map(({ actId }) => actId));
  const recorded = await acknowledged();
  for (const actId of given) expect(waiting.has(actId) || recorded.has(actId), actId).toBe(true);
  for (const actId of waiting) expect(given.has(actId), actId).toBe(true);

  const pseudonyms = db.values(sql`SELECT place, pseudonym FROM pseudonym ORDER BY place`);
  expect(pseudonyms).toEqual(Array.from(pseudonyms, (_, place) => [place, `Tamarack ${place + 1}`]));
  return size;
}

interface Tally {
  /** Processes started, and those that were killed. */
  runs: number;
  kills: number;
  /** Files that became whole. */
  journeys: number;
  byEnd: Map<string, number>;
}

/** Syncs one file after the other, each until nothing is missing, and ends its processes until there were enough. */
async function lane(tally: Tally, name: (end: End) => string, tokens: Tokens): Promise<void> {
  const proxy = await startCuttingProxy(Number(new URL(platform.address).port));
  try {
    while (tally.kills < KILLS) {
      const store: AStore = aStore();
      const given = new Set<string>();
      for (let whole = false; !whole;) {
        for (let i = 0; i < NEW_ACTS; i += 1) addAct(store.db, 'vault-unlocked', NOW);
        for (const { actId } of waitingActs(store.db, 500)) given.add(actId);
        store.db.close();
        const pseudonyms = await platform.namePatients(NEW_PSEUDONYMS);
        const end = (ends[tally.runs % ends.length] as () => End)();
        tally.runs += 1;
        const killed = await syncUntil(
          child.file,
          {
            path: store.path,
            dataKey: store.dataKey.toString('hex'),
            host: new URL(platform.address).host,
            launchSecret: platform.launchSecret,
            tokens,
            who: platform.who,
            pseudonyms,
          },
          end,
          proxy,
        );
        store.db = openStore(store.path, store.dataKey, NOW);
        const size = await check(store.db, given);
        tally.byEnd.set(name(end), (tally.byEnd.get(name(end)) ?? 0) + (killed ? 1 : 0));
        if (killed) tally.kills += 1;
        else {
          expect(size).toBeGreaterThan(EVENTS);
          expect(waitingActs(store.db, 1)).toEqual([]);
          const named = z.object({ named: z.int() });
          expect(
            store.db.row(sql`SELECT count(*) AS named FROM pseudonym`, named)?.named,
          ).toBeGreaterThanOrEqual(pseudonyms);
          store.db.rows(
            sql`SELECT * FROM pragma_integrity_check`,
            z.object({ integrity_check: z.literal('ok') }),
          );
          tally.journeys += 1;
          whole = true;
        }
      }
      store.remove();
    }
  } finally {
    await proxy.close();
  }
}

describe('a vault whose process is killed while it syncs with a real platform', () => {
  test(
    `ends with the platform’s events, root, lists and an empty outbox (${KILLS} kills)`,
    { timeout: 600_000 },
    async () => {
      const tally: Tally = { runs: 0, kills: 0, journeys: 0, byEnd: new Map() };
      const name = (end: End) =>
        end.by === 'point' ? end.kill.point : end.by === 'upload' ? `upload ${end.when}` : end.by;
      const { tokens } = await platform.signIn();
      await Promise.all(Array.from({ length: LANES }, () => lane(tally, name, tokens)));

      expect(tally.kills).toBeGreaterThanOrEqual(KILLS);
      for (const end of [...killPoints, 'moment', 'bytes', 'upload sent', 'upload answered']) {
        expect(tally.byEnd.get(end) ?? 0, end).toBeGreaterThan(0);
      }
      // Each act stands in the trail once, however often it was sent.
      const { acts } = await platform.db
        .selectFrom('audit_event')
        .select((eb) => eb.fn.countAll<number>().as('acts'))
        .where('body', 'like', '%VAULT_UNLOCKED%')
        .executeTakeFirstOrThrow();
      expect(acts).toBe((await acknowledged()).size);
      process.stdout.write(`${tally.journeys} files whole after ${tally.kills} kills: ${said(tally)}\n`);
    },
  );
});

function said({ byEnd }: Tally): string {
  return [...byEnd].map(([end, kills]) => `${end} ${kills}`).join(', ');
}
