import { sql, type KyselyPlugin } from 'kysely';
import { expect } from 'vitest';
import { extendLog } from '../../../src/platform/audit/extend-log';
import { hashes } from '../../../src/platform/hashes';
import { CompactRange } from '../../../src/shared/transparency/compact-range';
import { buildProof, planInclusion, verifyInclusion } from '../../../src/shared/transparency/proof';
import { onBothEngines } from './engines';
import { checkLog, placeAll, recordEach, silentActs, testLogKey, tickingClock } from './log-of-events';

class Injected extends Error {}

/** Lets statements through until the one that is to fail, before or after the engine has done it. */
function failAt(statement: number, when: 'before' | 'after'): KyselyPlugin & { seen: number } {
  const plugin = {
    seen: 0,
    transformQuery: ({ node }: Parameters<KyselyPlugin['transformQuery']>[0]) => {
      plugin.seen += 1;
      if (plugin.seen === statement && when === 'before') throw new Injected();
      return node;
    },
    transformResult: ({ result }: Parameters<KyselyPlugin['transformResult']>[0]) => {
      if (plugin.seen === statement && when === 'after') throw new Injected();
      return Promise.resolve(result);
    },
  };
  return plugin;
}

const some = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix} ${i}`);

onBothEngines('extending the log', (engine, test) => {
  test('everything taken in gets its place, once, in the order it came', async () => {
    const { db } = await (await engine.place()).open();
    const [key, clock] = [testLogKey(), tickingClock()];
    const acts = silentActs(db, clock);
    const names = some('event', 70);
    await recordEach(acts, names.slice(0, 1));
    await placeAll(db, key, clock);
    await recordEach(acts, names.slice(1, 18));
    await placeAll(db, key, clock);
    await recordEach(acts, names.slice(18));
    await placeAll(db, key, clock);
    expect((await checkLog(db, key)).names).toEqual(names);
    expect(await db.selectFrom('audit_intake').selectAll().execute()).toEqual([]);
  });

  test('a batch that dies at any of its statements leaves no gap, loses nothing and repeats nothing', async () => {
    const { db } = await (await engine.place()).open();
    const [key, clock] = [testLogKey(), tickingClock()];
    const acts = silentActs(db, clock);
    await recordEach(acts, some('before', 30));
    const counting = failAt(Infinity, 'after');
    await extendLog(db.withPlugin(counting), key, clock);
    const statements = counting.seen;
    expect(statements).toBeGreaterThanOrEqual(7);

    const expected = some('before', 30);
    for (const when of ['before', 'after'] as const) {
      for (let statement = 1; statement <= statements; statement += 1) {
        const names = some(`${when} ${statement}`, 17);
        await recordEach(acts, names);
        const sizeBefore = (await checkLog(db, key)).size;
        const torn = extendLog(db.withPlugin(failAt(statement, when)), key, clock);
        await expect(torn).rejects.toBeInstanceOf(Injected);
        expect((await checkLog(db, key)).size).toBe(sizeBefore);
        expect(await extendLog(db, key, clock)).toEqual({ moved: 17, full: false, size: sizeBefore + 17 });
        expected.push(...names);
      }
    }
    expect((await checkLog(db, key)).names).toEqual(expected);
    // Whoever did not hear that a batch was committed tries again, and moves nothing.
    expect(await extendLog(db, key, clock)).toEqual({ moved: 0, full: false });
  });

  test('time never goes back along the log, whatever the clock does', async () => {
    const { db } = await (await engine.place()).open();
    const key = testLogKey();
    const acts = silentActs(db, tickingClock());
    const hours = 3_600_000_000;
    for (const now of [10 * hours, 3 * hours, 11 * hours]) {
      await recordEach(acts, [`at ${now}`]);
      await placeAll(db, key, () => now);
    }
    await checkLog(db, key);
    const rows = await db.selectFrom('audit_event').select('recorded_at').orderBy('seq').execute();
    expect(rows.map((row) => row.recorded_at)).toEqual([10 * hours, 10 * hours, 11 * hours]);
  });

  test('a head that the log did not sign is not built on', async () => {
    const { db } = await (await engine.place()).openAsOwner();
    const [key, clock] = [testLogKey(), tickingClock()];
    const acts = silentActs(db, clock);
    await recordEach(acts, some('event', 5));
    await placeAll(db, key, clock);
    await recordEach(acts, ['waiting']);

    // The same log under another key.
    expect(await extendLog(db, testLogKey(), clock)).toMatchObject({ moved: 0, damaged: expect.any(String) });
    // A size that the signature does not cover, with subtree roots that would fit it.
    await sql`update checkpoint set size = 6`.execute(db);
    expect(await extendLog(db, key, clock)).toMatchObject({ moved: 0, damaged: expect.any(String) });
    expect(await db.selectFrom('audit_intake').selectAll().execute()).toHaveLength(1);
  });

  test('what is kept of the tree proves any event', async () => {
    const { db } = await (await engine.place()).open();
    const [key, clock] = [testLogKey(), tickingClock()];
    const size = 150;
    await recordEach(silentActs(db, clock), some('event', size));
    await placeAll(db, key, clock);
    const leaves = await db.selectFrom('audit_event').select(['seq', 'leaf_hash']).orderBy('seq').execute();
    const nodes = await db.selectFrom('tree_node').selectAll().execute();
    expect(nodes).toHaveLength(Math.floor(size / 16));

    const range = new CompactRange(hashes);
    for (const { leaf_hash: leaf } of leaves) range.append(leaf);
    const stored = new Map(nodes.map(({ level, position, hash }) => [`${level} ${position}`, hash]));
    leaves.forEach(({ seq, leaf_hash: leaf }) => stored.set(`0 ${seq}`, leaf));
    for (const seq of [0, 15, 16, 100, size - 1]) {
      const proof = buildProof(planInclusion(seq, size), (subtree) => subtreeRoot(subtree, stored), hashes);
      const leaf = leaves[seq]?.leaf_hash ?? new Uint8Array();
      expect(verifyInclusion({ leaf, index: seq, size, root: range.root(), proof }, hashes)).toBe(true);
    }
  });
});

/** From the kept levels 0, 4, 8 …, at most 8 hashes away. */
function subtreeRoot(
  { level, index }: { level: number; index: number },
  stored: ReadonlyMap<string, Uint8Array>,
): Uint8Array {
  const up = level % 4;
  const range = new CompactRange(hashes);
  for (let i = 0; i < 2 ** up; i += 1) {
    const hash = stored.get(`${level - up} ${index * 2 ** up + i}`);
    if (hash === undefined) throw new Error(`Not kept: ${level} ${index}`);
    range.append(hash);
  }
  return range.root();
}
