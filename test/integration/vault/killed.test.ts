import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Random } from '../../../src/platform/synthetic/random';
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
import { bundleChild, syncUntil, type Cut, type End, type Kill } from './killed-sync';
import { startSyncPlatform, type SyncPlatform } from './sync-platform';

/** Chance repeats under one seed; what the machine is doing meanwhile does not. */
const SEED = 'killed at any byte';
/** So many processes are killed at a byte, and so many by each other end. */
const KILLS = { bytes: 200, other: 4 };
/** Files that are synced side by side: a process waits more than it works. */
const LANES = 4;
const EVENTS = 120;
/** New before each start of a process, so that each has something of everything to do. */
const NEW_ACTS = 1;
const NEW_PSEUDONYMS = 1;

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

/** What travels both ways for a file that has nothing yet. */
interface Travels {
  bytes: number;
  events: number;
}

/** Each way in which a process can end, with chance in where exactly. */
function endsOf(random: Random, travels: Travels, cut: (where: Cut) => void): Record<Kind, () => End> {
  const from1 = (most: number) => 1 + random.below(most);
  const atPoint = (point: Kill['point'], most: number) => () =>
    ({ by: 'point', kill: { point, nth: from1(most) } }) as const;
  const whole = () => Math.ceil((travels.bytes * leaves.length) / travels.events);
  return {
    bytes: () => ({ by: 'bytes', count: from1(whole()), cut }),
    row: atPoint('row', EVENTS),
    tree: atPoint('tree', 6),
    commit: atPoint('commit', 9),
    committed: atPoint('committed', 9),
    checkpoint: atPoint('checkpoint', 8),
    pseudonym: atPoint('pseudonym', 4),
    removal: atPoint('removal', 2),
    moment: () => ({ by: 'moment', ms: random.below(250) }),
    cut: () => ({ by: 'cut', count: from1(whole()) }),
    'upload sent': () => ({ by: 'upload', when: 'sent' }),
    'upload answered': () => ({ by: 'upload', when: 'answered' }),
  };
}

type Kind = Kill['point'] | 'bytes' | 'moment' | 'cut' | 'upload sent' | 'upload answered';

/** How many of each kind there have to be. A connection that is cut is no kill: its process lives. */
const wanted: Record<Kind, number> = {
  bytes: KILLS.bytes,
  row: KILLS.other,
  tree: KILLS.other,
  commit: KILLS.other,
  committed: KILLS.other,
  checkpoint: KILLS.other,
  pseudonym: KILLS.other,
  removal: KILLS.other,
  moment: KILLS.other,
  cut: KILLS.other,
  'upload sent': KILLS.other,
  'upload answered': KILLS.other,
};

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
  /** Files that became whole. */
  journeys: number;
  byKind: Map<Kind, number>;
  cuts: Cut[];
  /** Every act of every file. */
  given: Set<string>;
}

/** One of the kinds of which there are not enough yet, the likelier the more are missing; null when there are. */
function nextKind(random: Random, { byKind }: Tally): Kind | null {
  const missing = (Object.keys(wanted) as Kind[]).flatMap((kind) =>
    Array.from({ length: Math.max(0, wanted[kind] - (byKind.get(kind) ?? 0)) }, () => kind),
  );
  return missing.length === 0 ? null : random.pick(missing);
}

/** Syncs one file after the other, each until nothing is missing, and ends its processes until there were enough. */
async function lane(tally: Tally, travels: Travels, tokens: Tokens, random: Random): Promise<void> {
  const proxy = await startCuttingProxy(Number(new URL(platform.address).port));
  let cutAt: Cut | null = null;
  const ends = endsOf(random, travels, (where) => (cutAt = where));
  try {
    while (nextKind(random, tally) !== null) {
      const store: AStore = aStore();
      const given = new Set<string>();
      for (let whole = false; !whole;) {
        for (let i = 0; i < NEW_ACTS; i += 1) addAct(store.db, 'vault-unlocked', NOW);
        for (const { actId } of waitingActs(store.db, 500)) given.add(actId);
        store.db.close();
        const pseudonyms = await platform.namePatients(NEW_PSEUDONYMS);
        // Where there were enough meanwhile, the file is brought to its end all the same.
        const kind = nextKind(random, tally);
        const end: End = kind === null ? { by: 'itself' } : ends[kind]();
        cutAt = null;
        const killed = await syncUntil(child.file, workOf(store, tokens, pseudonyms), end, proxy);
        store.db = openStore(store.path, store.dataKey, NOW);
        const size = await check(store.db, given);
        if (kind !== null && (killed || kind === 'cut')) {
          tally.byKind.set(kind, (tally.byKind.get(kind) ?? 0) + 1);
        }
        if (killed && cutAt !== null) tally.cuts.push(cutAt);
        if (killed) continue;
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
      for (const actId of given) tally.given.add(actId);
      store.remove();
    }
  } finally {
    await proxy.close();
  }
}

function workOf(store: AStore, tokens: Tokens, pseudonyms: number) {
  return {
    path: store.path,
    dataKey: store.dataKey.toString('hex'),
    host: new URL(platform.address).host,
    launchSecret: platform.launchSecret,
    tokens,
    who: platform.who,
    pseudonyms,
  };
}

/** What an undisturbed process sends and receives until its file is whole. */
async function measure(tokens: Tokens): Promise<Travels> {
  const proxy = await startCuttingProxy(Number(new URL(platform.address).port));
  const store = aStore();
  store.db.close();
  let bytes = 0;
  const counts: End = { by: 'itself', saw: (length) => (bytes += length) };
  expect(await syncUntil(child.file, workOf(store, tokens, 0), counts, proxy)).toBe(false);
  await proxy.close();
  store.db = openStore(store.path, store.dataKey, NOW);
  const events = await check(store.db, new Set());
  store.remove();
  return { bytes, events };
}

describe('a vault whose process is killed while it syncs with a real platform', () => {
  test(
    `ends with the platform’s events, root, lists and an empty outbox (${KILLS.bytes} kills at a byte)`,
    { timeout: 600_000 },
    async () => {
      process.stdout.write(`seed: ${SEED}\n`);
      const tally: Tally = { journeys: 0, byKind: new Map(), cuts: [], given: new Set() };
      const { tokens } = await platform.signIn();
      const travels = await measure(tokens);
      const random = new Random(SEED);
      await Promise.all(
        Array.from({ length: LANES }, (_, i) => lane(tally, travels, tokens, random.fork(`lane ${i}`))),
      );
      process.stdout.write(
        `${travels.bytes} bytes for ${travels.events} events; ${tally.journeys} files whole: ${said(tally)}\n`,
      );

      for (const kind of Object.keys(wanted) as Kind[]) {
        expect(tally.byKind.get(kind) ?? 0, kind).toBeGreaterThanOrEqual(wanted[kind]);
      }
      // At a byte, and not where a piece of what travels happens to end; in what either side says.
      expect(tally.cuts.length).toBe(tally.byKind.get('bytes'));
      const within = tally.cuts.filter(({ first, of }) => first > 0 && first < of);
      expect(within.length).toBeGreaterThan(0.95 * tally.cuts.length);
      expect(new Set(within.map(({ from }) => from))).toEqual(new Set(['client', 'server']));

      // Each act is acknowledged, and stands in the trail once, however often it was sent.
      expect(await acknowledged()).toEqual(tally.given);
      await platform.record(0); // what was acknowledged last has its place a moment later
      const acts = await platform.db
        .selectFrom('audit_event')
        .select('body')
        .where('body', 'like', '%VAULT_UNLOCKED%')
        .execute();
      const ids = acts.map(({ body }) => recorded.parse(JSON.parse(body)).source.recordId);
      expect(ids.sort()).toEqual([...tally.given].sort());
    },
  );
});

const recorded = z.object({ source: z.object({ recordId: z.uuid() }) });

function said({ byKind, cuts }: Tally): string {
  const sent = cuts.filter(({ from }) => from === 'client').length;
  return `${[...byKind].map(([kind, kills]) => `${kind} ${kills}`).join(', ')} (${sent} in a request)`;
}
