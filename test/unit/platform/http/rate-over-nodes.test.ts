import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { rateOverNodes, type AddPassed } from '../../../../src/platform/http/rate-over-nodes';

const MINUTE = 60_000_000;

/** Nodes that tell one table, and a clock for all of them. */
function nodesOf(count: number, perMinute: number) {
  let now = 1_780_000_020_000_000;
  const table = new Map<string, number>();
  const add = vi.fn<AddPassed>((minute, passed) =>
    Promise.resolve(
      passed.map(({ userId, count: more }) => {
        const key = `${userId} ${minute}`;
        table.set(key, (table.get(key) ?? 0) + more);
        return { userId, count: table.get(key) ?? 0 };
      }),
    ),
  );
  const nodes = Array.from({ length: count }, () => rateOverNodes(perMinute, add, () => now));
  return {
    add,
    after: (micros: number) => (now += micros),
    pass: async (node: number, userId = 'ann') => (await nodes[node]?.wait(userId)) === 0,
    wait: (node: number) => nodes[node]?.wait('ann'),
  };
}

describe('a rate over nodes', () => {
  test('is met by one node exactly, and says how long the minute still lasts', async () => {
    const { pass, wait, after } = nodesOf(1, 100);
    let passed = 0;
    for (let i = 0; i < 150; i += 1) passed += (await pass(0)) ? 1 : 0;
    expect(passed).toBe(100);
    const seconds = (await wait(0)) ?? 0;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    after(seconds * 1_000_000);
    expect(await pass(0)).toBe(true);
  });

  test('holds whichever node is asked, but for what each has not told yet', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 200, maxLength: 400 }),
        async (order) => {
          const { pass } = nodesOf(3, 50);
          let passed = 0;
          for (const node of order) passed += (await pass(node)) ? 1 : 0;
          expect(passed).toBeGreaterThanOrEqual(50);
          expect(passed).toBeLessThanOrEqual(50 + 3 * 4);
        },
      ),
    );
  });

  test('lets no more in at once than one after the other', async () => {
    const { pass } = nodesOf(2, 100);
    const all = await Promise.all(Array.from({ length: 400 }, (_, i) => pass(i % 2)));
    expect(all.filter(Boolean).length).toBeLessThanOrEqual(100 + 2 * 9);
  });

  test('tells the database of every tenth of a rate, of who is refused nothing, and of who asks little nothing', async () => {
    const { add, after, pass } = nodesOf(1, 100);
    for (let minute = 0; minute < 5; minute += 1) {
      for (let i = 0; i < 9; i += 1) await pass(0);
      after(MINUTE);
    }
    expect(add).not.toHaveBeenCalled();
    for (let i = 0; i < 300; i += 1) await pass(0, 'bob');
    expect(add.mock.calls.length).toBeLessThanOrEqual(12);
    // Of many at once it is told together.
    add.mockClear();
    after(MINUTE);
    for (let i = 0; i < 1000; i += 1) await pass(0, `user ${i % 10}`);
    expect(add.mock.calls.length).toBeLessThanOrEqual(20);
  });
});
