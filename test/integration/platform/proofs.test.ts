import fc from 'fast-check';
import { expect } from 'vitest';
import { listEvents } from '../../../src/shared/contract/platform/audit';
import {
  proveConsistency,
  proveInclusion,
  readCheckpoint,
} from '../../../src/shared/contract/platform/proofs';
import { eventLeafHash } from '../../../src/shared/domain/audit-event/canonical';
import { parseCheckpointText } from '../../../src/shared/transparency/checkpoint';
import { rootOfLeaves } from '../../../src/shared/transparency/compact-range';
import { verifyConsistency, verifyInclusion } from '../../../src/shared/transparency/proof';
import { DamagedLog } from '../../../src/platform/audit/damaged-log';
import { consistencyProof, inclusionProofs, rootAt, subtreesAt } from '../../../src/platform/audit/proofs';
import { eventOf, trailFor, withProofs } from '../../../src/platform/audit/trail';
import type { Database } from '../../../src/platform/database/schema';
import { hashes } from '../../../src/platform/hashes';
import { serviceKey } from '../../../src/platform/phi/data-keys';
import { CompactRange } from '../../../src/shared/transparency/compact-range';
import { draftOf } from './drafts';
import { onEveryEngine, type Engine } from './engines';
import { placeAll, silentActs, testLogKey, tickingClock } from './log-of-events';
import { sharedPlatform } from './running';

/** Crosses the kept levels 4 and 8, and ends in the middle of every one. */
const SIZE = 331;

// Nothing of this log is archived, so no key opens anything.
const phi = { key: serviceKey('', '') };

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));

onEveryEngine('proofs', (engine, test) => {
  let log: Promise<{ db: Database; leaves: Uint8Array[] }> | undefined;
  const aLog = () => (log ??= makeLog(engine));
  const shared = sharedPlatform(engine);

  test('any event of any tree and any two trees are proved from the kept nodes, as the whole tree says', async () => {
    const { db, leaves } = await aLog();
    const rootOf = (size: number) => rootOfLeaves(leaves.slice(0, size), hashes);
    const sizes = fc.integer({ min: 1, max: SIZE });
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, a, b) => {
        const index = a % size;
        const oldSize = b % (size + 1);
        const root = rootOf(size);
        expect(await rootAt(db, size)).toEqual(root);
        const range = new CompactRange(hashes, size, await subtreesAt(db, size));
        expect(range.root()).toEqual(root);
        const [proof = []] = await inclusionProofs(db, [index], size);
        const leaf = leaves[index] as Uint8Array;
        expect(verifyInclusion({ leaf, index, size, root, proof }, hashes)).toBe(true);
        const growth = await consistencyProof(db, oldSize, size);
        const claim = { oldSize, oldRoot: rootOf(oldSize), size, root, proof: growth };
        expect(verifyConsistency(claim, hashes)).toBe(true);
        if (size > 1) expect(verifyInclusion({ leaf, index, size, root, proof: [] }, hashes)).toBe(false);
      }),
      { numRuns: 120, seed: 20_261_127 },
    );
  });

  test('several proofs at once are those of each', async () => {
    const { db } = await aLog();
    const places = [0, 15, 16, 255, 256, SIZE - 1];
    const together = await inclusionProofs(db, places, SIZE);
    for (const [i, place] of places.entries()) {
      expect(await inclusionProofs(db, [place], SIZE)).toEqual([together[i]]);
    }
  });

  test('a tree with a node taken away proves nothing, and says that it is damaged', async () => {
    const { db, leaves } = await aLog();
    expect(leaves).toHaveLength(SIZE);
    await expect(
      db.transaction().execute(async (transaction) => {
        // A tree larger than the log: its nodes are not there.
        await inclusionProofs(transaction, [0], SIZE + 256);
      }),
    ).rejects.toThrow(DamagedLog);
  });

  test('whoever sees only their own events gets each with a proof, and nobody else’s', async () => {
    const { db, leaves } = await aLog();
    const root = rootOfLeaves(leaves, hashes);
    const own = await trailFor({ db, phi }, 'user-1', 'self').page(0, 1000, 1e9);
    expect(own).toHaveLength(Math.ceil((SIZE - 1) / 3));
    for (const { body, proof, salt, seq } of await withProofs(db, own, SIZE)) {
      const event = eventOf(body);
      expect(event.actor.userId).toBe('user-1');
      const leaf = eventLeafHash(event, salt, hashes);
      const claim = { leaf, index: seq, size: SIZE, root, proof: proof.map(bytes) };
      expect(verifyInclusion(claim, hashes)).toBe(true);
    }
    const [first] = own;
    expect(await trailFor({ db, phi }, 'user-1', 'self').leafAt(first?.seq ?? -1)).not.toBeNull();
    expect(await trailFor({ db, phi }, 'user-2', 'self').leafAt(first?.seq ?? -1)).toBeNull();
    expect(await trailFor({ db, phi }, 'user-1', 'own').page(0, 1000, 1e9)).toEqual([]);
  });

  test('calls: a checkpoint, its events and its growth are proved to a reader, and none of it is recorded', async () => {
    const platform = await shared();
    const accessToken = await platform.claim();
    await platform.placed();
    const { client } = platform;
    const page = await client.call(listEvents, { from: 0 }, { accessToken });
    if (!page.ok) throw new Error(page.message);
    const before = (await platform.events()).length;
    const read = await client.call(readCheckpoint, {}, { accessToken });
    if (!read.ok) throw new Error(read.message);
    expect(read.value).toMatchObject({ cosigned: null, verifierKey: page.value.verifierKey });
    const head = parseCheckpointText(`${read.value.checkpoint.split('\n\n')[0]}\n`);
    if (!head.ok) throw new Error(head.message);
    const { root, size } = head.value;
    for (const { event, salt, seq } of page.value.events) {
      const proved = await client.call(proveInclusion, { seq, size }, { accessToken });
      if (!proved.ok) throw new Error(proved.message);
      const leaf = eventLeafHash(event, salt, hashes);
      expect(bytes(proved.value.leafHash)).toEqual(leaf);
      const proof = proved.value.proof.map(bytes);
      expect(verifyInclusion({ leaf, index: seq, size, root, proof }, hashes)).toBe(true);
    }
    const grown = await client.call(proveConsistency, { oldSize: 3, size }, { accessToken });
    if (!grown.ok) throw new Error(grown.message);
    const first = page.value.events.slice(0, 3);
    const oldRoot = rootOfLeaves(
      first.map(({ event, salt }) => eventLeafHash(event, salt, hashes)),
      hashes,
    );
    const claim = { oldSize: 3, oldRoot, size, root, proof: grown.value.proof.map(bytes) };
    expect(verifyConsistency(claim, hashes)).toBe(true);

    const beyond = [
      await client.call(proveInclusion, { seq: 0, size: size + 1 }, { accessToken }),
      await client.call(proveInclusion, { seq: size, size }, { accessToken }),
      await client.call(proveConsistency, { oldSize: 2, size: 1 }, { accessToken }),
      await client.call(proveConsistency, { oldSize: 1, size: size + 1 }, { accessToken }),
    ];
    expect(beyond.map((reply) => (reply.ok ? 'ok' : reply.code))).toEqual(Array(4).fill('not-found'));
    expect(await platform.events()).toHaveLength(before);
  });
});

async function makeLog(engine: Engine): Promise<{ db: Database; leaves: Uint8Array[] }> {
  const { db } = await engine.shared();
  const [key, clock] = [testLogKey(), tickingClock()];
  const acts = silentActs(db, clock);
  await acts.act(async (_, record) => {
    for (let i = 0; i < SIZE; i += 1) {
      await record({ ...draftOf(`act ${i}`), actor: { userId: `user-${i % 3}` } });
    }
  });
  await placeAll(db, key, clock);
  const rows = await db.selectFrom('audit_event').select('leaf_hash').orderBy('seq').execute();
  return { db, leaves: rows.map((row) => new Uint8Array(row.leaf_hash)) };
}
