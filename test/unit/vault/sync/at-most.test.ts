import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { atMostEvery } from '../../../../src/vault/sync/at-most';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('work that is asked for all the time is done at once, then four times a second, and at the end', () => {
  const done: number[] = [];
  let asked = 0;
  const work = atMostEvery(250, () => done.push(asked));
  for (asked = 1; asked <= 99; asked += 1) {
    work();
    vi.advanceTimersByTime(10);
  }
  expect(done[0]).toBe(1);
  expect(done).toHaveLength(4);
  vi.advanceTimersByTime(1_000);
  expect(done).toHaveLength(5);
  expect(done.at(-1)).toBe(100);
});

test('work asked for once is done once, and not after it was cancelled', () => {
  let done = 0;
  const work = atMostEvery(250, () => (done += 1));
  work();
  vi.advanceTimersByTime(10_000);
  expect(done).toBe(1);
  work();
  work();
  work.cancel();
  vi.advanceTimersByTime(10_000);
  expect(done).toBe(2);
});
