import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pagedRows, PAGE } from '../../../../../src/renderer/features/trail/paged-rows';
import type { TrailRow } from '../../../../../src/shared/contract/bridge/trail';
import { err, ok } from '../../../../../src/shared/domain/result';

const TOTAL = 100_000;
const rowsFrom = (offset: number, limit: number) =>
  Array.from({ length: limit }, (_, i) => ({ seq: TOTAL - 1 - offset - i }) as TrailRow);

function list(total = TOTAL) {
  const asked: { offset: number; limit: number; signal: AbortSignal; answer(): Promise<void> }[] = [];
  let came = 0;
  const refusals: string[] = [];
  const rows = pagedRows({
    total,
    first: rowsFrom(0, Math.min(PAGE, total)),
    fetch: (offset, limit, signal) =>
      new Promise((resolve) => {
        asked.push({
          offset,
          limit,
          signal,
          answer: async () => {
            resolve(signal.aborted ? err('cancelled', '', '') : ok({ rows: rowsFrom(offset, limit) }));
            await Promise.resolve();
            await Promise.resolve();
          },
        });
      }),
    onRefusal: ({ code }) => refusals.push(code),
  });
  rows.subscribe(() => (came += 1));
  return { rows, asked, refusals, came: () => came, offsets: () => asked.map(({ offset }) => offset) };
}

describe('rows a page at a time', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test('asks for what is looked at first, then its neighbours, each once', async () => {
    const { rows, asked, offsets, came } = list();
    rows.look(0, 30);
    expect(offsets()).toEqual([100]);
    rows.look(150, 220);
    rows.look(151, 221);
    expect(offsets()).toEqual([100, 200, 300]);
    expect(rows.at(120)).toBeUndefined();
    await asked[0]?.answer();
    expect(rows.at(120)?.seq).toBe(TOTAL - 1 - 120);
    expect(rows.placeOf(TOTAL - 1 - 120)).toBe(120);
    expect(came()).toBe(1);
  });

  test('what is flown over is never asked for; what the list comes to rest on is', () => {
    const { rows, offsets } = list();
    rows.look(0, 30);
    expect(offsets()).toEqual([100]);
    for (let place = 5_000; place < 90_000; place += 1_000) rows.look(place, place + 30);
    expect(offsets()).toEqual([100]);
    vi.runAllTimers();
    expect(offsets()).toEqual([100, 89_000, 89_100, 88_900]);
  });

  test('nor are pages that go by one after the other, faster than anyone reads', () => {
    const { rows, offsets } = list();
    for (let page = 0; page < 60; page += 1) {
      rows.look(page * PAGE, page * PAGE + 30);
      vi.advanceTimersByTime(16);
    }
    expect(offsets().length).toBeLessThanOrEqual(3);
    vi.advanceTimersByTime(60);
    expect(offsets()).toContain(59 * PAGE);
  });

  test('what was scrolled past is cancelled, and its late answer is not kept', async () => {
    const { rows, asked } = list();
    rows.look(0, 30);
    rows.look(50_000, 50_030);
    vi.runAllTimers();
    const passed = asked[0];
    expect(passed?.signal.aborted).toBe(true);
    await passed?.answer();
    expect(rows.at(100)).toBeUndefined();
  });

  test('keeps a bounded number of pages, the newest ones looked at and the first', async () => {
    const { rows, asked } = list();
    for (let page = 1; page < 200; page += 1) {
      rows.look(page * PAGE, page * PAGE + 30);
      vi.advanceTimersByTime(200);
      for (const question of asked.splice(0)) await question.answer();
    }
    const kept = Array.from({ length: 200 }, (_, page) => rows.at(page * PAGE)).filter(Boolean).length;
    expect(kept).toBeLessThanOrEqual(42);
    expect(rows.at(0)).toBeDefined();
    expect(rows.at(199 * PAGE)).toBeDefined();
    expect(rows.at(10 * PAGE)).toBeUndefined();
  });

  test('the last page is as long as the list', () => {
    const { rows, asked } = list(250);
    rows.look(200, 249);
    expect(asked.map(({ offset, limit }) => [offset, limit])).toEqual([
      [200, 50],
      [100, 100],
    ]);
  });

  test('a refusal is told, and the page can be asked for again', async () => {
    const asked: number[] = [];
    const refusals: string[] = [];
    const rows = pagedRows({
      total: 300,
      first: rowsFrom(0, PAGE),
      fetch: (offset) => {
        asked.push(offset);
        return Promise.resolve(err('broken', 'It broke.', 'Again.'));
      },
      onRefusal: ({ code }) => refusals.push(code),
    });
    rows.subscribe(() => expect.unreachable());
    rows.look(100, 120);
    await vi.runAllTimersAsync();
    expect(refusals).toEqual(['broken', 'broken']);
    rows.look(100, 120);
    expect(asked).toEqual([100, 200, 100, 200]);
  });

  test('closed, it cancels what it waits for and tells nothing more', async () => {
    const { rows, asked, came } = list();
    rows.look(100, 130);
    rows.close();
    expect(asked.every(({ signal }) => signal.aborted)).toBe(true);
    for (const question of asked) await question.answer();
    expect(came()).toBe(0);
  });
});
