import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { logGrowth } from '../../../src/platform/audit/log-growth';

const forEver = new AbortController().signal;

describe('waiting for the log to grow', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('wakes everybody who knows of less, and nobody else', async () => {
    const growth = logGrowth(null);
    const woken: string[] = [];
    for (const [name, size] of [
      ['behind', 3],
      ['at the end', 5],
      ['ahead', 7],
    ] as const) {
      void growth.beyond(size, 10_000, forEver).then((how) => woken.push(`${name} ${how}`));
    }
    growth.grewTo(6);
    await vi.advanceTimersByTimeAsync(0);
    expect(woken).toEqual(['behind grew', 'at the end grew']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(woken).toEqual(['behind grew', 'at the end grew', 'ahead over']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not wait for what has come already', async () => {
    const growth = logGrowth(null);
    growth.grewTo(6);
    expect(await growth.beyond(5, 10_000, forEver)).toBe('grew');
    expect(await growth.beyond(6, 0, forEver)).toBe('over');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends when the client goes, at once where it has gone before', async () => {
    const growth = logGrowth(null);
    const gone = new AbortController();
    const waiting = growth.beyond(0, 10_000, gone.signal);
    gone.abort();
    expect(await waiting).toBe('over');
    expect(await growth.beyond(0, 10_000, gone.signal)).toBe('over');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends with the service, after which nobody waits', async () => {
    const growth = logGrowth({
      size: () => Promise.resolve(0),
      isHeard: () => false,
      everyMs: 1000,
      failed: () => undefined,
    });
    const waiting = [growth.beyond(0, 10_000, forEver), growth.beyond(1, 10_000, forEver)];
    growth.close();
    expect(await Promise.all(waiting)).toEqual(['over', 'over']);
    expect(await growth.beyond(0, 10_000, forEver)).toBe('over');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('asks how far other nodes are once a second for all who wait, and not at all when nobody does', async () => {
    let size = 5;
    const asked = vi.fn(() => Promise.resolve(size));
    const growth = logGrowth({ size: asked, isHeard: () => false, everyMs: 1000, failed: () => undefined });
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).not.toHaveBeenCalled();
    const waiting = Array.from({ length: 50 }, () => growth.beyond(5, 20_000, forEver));
    await vi.advanceTimersByTimeAsync(3000);
    expect(asked).toHaveBeenCalledTimes(3);
    size = 6;
    await vi.advanceTimersByTimeAsync(1000);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['grew']));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveBeenCalledTimes(4);
  });

  test('goes on asking after a fault of the database', async () => {
    const asked = vi
      .fn<() => Promise<number>>()
      .mockRejectedValueOnce(new Error('cut off'))
      .mockResolvedValue(1);
    const failed = vi.fn();
    const growth = logGrowth({ size: asked, isHeard: () => false, everyMs: 1000, failed });
    const waiting = growth.beyond(0, 20_000, forEver);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await waiting).toBe('grew');
    expect(failed).toHaveBeenCalledTimes(1);
  });

  describe('what other nodes tell', () => {
    function heardGrowth(size: () => Promise<number>) {
      const asked = vi.fn(size);
      const growth = logGrowth({ size: asked, isHeard: () => true, everyMs: 1000, failed: () => undefined });
      return { growth, asked };
    }

    test('is asked about at once where somebody waits, and nothing is asked while nothing is told', async () => {
      let size = 5;
      const { growth, asked } = heardGrowth(() => Promise.resolve(size));
      const waiting = growth.beyond(5, 20_000, forEver);
      await vi.advanceTimersByTimeAsync(5000);
      expect(asked).not.toHaveBeenCalled();
      size = 6;
      growth.told(6);
      expect(await waiting).toBe('grew');
      growth.told(6);
      growth.told(5);
      expect(asked).toHaveBeenCalledTimes(1);
    });

    test('between a reading and the wait that follows is not missed', async () => {
      const { growth } = heardGrowth(() => Promise.resolve(6));
      growth.told(6);
      expect(await growth.beyond(5, 20_000, forEver)).toBe('grew');
    });

    test('is not believed: whoever tells of a log that is not there wakes nobody', async () => {
      const { growth, asked } = heardGrowth(() => Promise.resolve(5));
      growth.grewTo(5);
      const waiting = growth.beyond(5, 3000, forEver);
      growth.told(Number.MAX_SAFE_INTEGER);
      growth.told(Number('no number'));
      await vi.advanceTimersByTimeAsync(2900);
      expect(asked.mock.calls.length).toBeLessThan(3);
      await vi.advanceTimersByTimeAsync(200);
      expect(await waiting).toBe('over');
    });

    test('counts as told again after a fault of the database', async () => {
      const asking = vi
        .fn<() => Promise<number>>()
        .mockRejectedValueOnce(new Error('cut off'))
        .mockResolvedValue(6);
      const { growth } = heardGrowth(asking);
      const waiting = growth.beyond(5, 20_000, forEver);
      growth.told(6);
      await vi.advanceTimersByTimeAsync(1000);
      expect(await waiting).toBe('grew');
    });
  });
});
