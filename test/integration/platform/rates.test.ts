import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { passedIn } from '../../../src/platform/http/rate-over-nodes';
import { listEvents } from '../../../src/shared/contract/platform/audit';
import { whoAmI } from '../../../src/shared/contract/platform/auth';
import { onBothEngines } from './engines';
import { freshKeys, inClear, startTestPlatform, type TestPlatform } from './running';

const transport = { ...inClear, requestsPerUser: 20, requestsPerAddress: 1_000_000 };
const MINUTE = 60_000_000;

const upTo = (most: number) => Array.from({ length: most }, (_, i) => i + 1);

async function passing(platform: TestPlatform, accessToken: string, times: number): Promise<number> {
  let passed = 0;
  for (let i = 0; i < times; i += 1) {
    const reply = await platform.client.call(whoAmI, {}, { accessToken });
    if (!reply.ok) expect(reply.code).toBe('too-many');
    passed += reply.ok ? 1 : 0;
  }
  return passed;
}

onBothEngines('requests of a user in a minute', (engine, test) => {
  test('are counted over all nodes, and anew in the next minute', async () => {
    const place = await engine.place();
    const keys = freshKeys();
    const one = await startTestPlatform(place, { ...keys, transport });
    let other = one;
    try {
      // PGlite has one process; there the same requests go to it.
      if (engine.name === 'PostgreSQL') other = await startTestPlatform(place, { ...keys, transport });
      const accessToken = await one.claim();
      let passed = await passing(one, accessToken, 15);
      expect(passed).toBe(15);
      passed += await passing(other, accessToken, 15);
      passed += await passing(one, accessToken, 15);
      // Of each node at most one request was not told yet: a tenth of twenty, less one.
      expect(passed).toBeGreaterThanOrEqual(20);
      expect(passed).toBeLessThanOrEqual(other === one ? 20 : 22);
    } finally {
      if (other !== one) await other.stop();
      await one.stop();
    }
  });

  test('are held to a rate by an embedded service as well, but for pages of the trail', async () => {
    const platform = await startTestPlatform(await engine.place(), { requestsPerUser: 20 });
    try {
      const accessToken = await platform.claim();
      expect(await passing(platform, accessToken, 25)).toBe(20);
      for (let i = 0; i < 25; i += 1) {
        const page = await platform.client.call(listEvents, { from: 0, limit: 1, wait: 0 }, { accessToken });
        expect(page.ok).toBe(true);
      }
    } finally {
      await platform.stop();
    }
  });

  test('are kept by user, kind and minute; a clock that was far ahead holds nothing', async () => {
    const { db } = await (await engine.place()).open();
    const [ann, bob] = [randomUUID(), randomUUID()];
    const kept = (bulk: boolean) => async (userId: string, at: number, count: number) =>
      (await passedIn(db, bulk)(at, [{ userId, count }]))[0]?.count;
    const [calls, pages] = [kept(false), kept(true)];
    const minute = 29_666_667 * MINUTE;
    expect([await calls(ann, minute, 10), await calls(ann, minute, 10), await calls(ann, minute, 1)]).toEqual(
      [10, 20, 21],
    );
    expect([await pages(ann, minute, 3), await calls(bob, minute, 4)]).toEqual([3, 4]);
    expect(await calls(ann, minute + MINUTE, 5)).toBe(5);
    // A node whose clock is a little behind counts into the minute that there is.
    expect(await calls(ann, minute, 2)).toBe(7);
    expect(await calls(ann, minute + 600 * MINUTE, 1)).toBe(1);
    expect(await calls(ann, minute + 2 * MINUTE, 6)).toBe(6);
    // Of several at once, in whatever order.
    const both = [ann, bob].map((userId) => ({ userId, count: 1 }));
    const told = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        passedIn(db, false)(minute + 3 * MINUTE, i % 2 === 0 ? both : [...both].reverse()),
      ),
    );
    for (const id of [ann, bob]) {
      const counts = told.flat().filter(({ userId }) => userId === id);
      expect(counts.map(({ count }) => count).sort((a, b) => a - b)).toEqual(upTo(20));
    }
  });
});
