import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hoursDecide, intervalOf } from '../../../../src/vault/trail/intervals';
import type { Run } from '../../../../src/vault/trail/trail';

const HOUR = 3_600_000_000;

describe('an interval', () => {
  test('is the one whose first edge is at or before the moment and whose last is after it', () => {
    const edges = fc
      .uniqueArray(fc.nat(1000), { minLength: 2, maxLength: 40 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(edges, fc.nat(1100), (all, time) => {
        const expected = all.findIndex((edge, i) => edge <= time && time < (all[i + 1] ?? -1));
        expect(intervalOf(all, time)).toBe(expected);
      }),
    );
  });
});

describe('hours decide', () => {
  const run = (earliest: number, latest: number) => ({ earliest, latest }) as Run;

  test('where every moment is a whole hour, or outside of the hours of the run', () => {
    expect(hoursDecide(run(5 * HOUR, 9 * HOUR), [0, 6 * HOUR, Infinity])).toBe(true);
    expect(hoursDecide(run(5 * HOUR, 9 * HOUR), [6 * HOUR + 1])).toBe(false);
    expect(hoursDecide(run(5 * HOUR + 10, 9 * HOUR), [5 * HOUR + 1])).toBe(false);
    expect(hoursDecide(run(5 * HOUR, 9 * HOUR), [9 * HOUR + 1])).toBe(false);
    expect(hoursDecide(run(5 * HOUR, 9 * HOUR), [4 * HOUR + 1, 10 * HOUR + 1])).toBe(true);
  });
});
