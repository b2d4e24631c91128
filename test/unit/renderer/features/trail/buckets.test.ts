import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  edgesOf,
  MOST_BARS,
  runsOf,
  summed,
  unitFor,
  units,
} from '../../../../../src/renderer/features/trail/buckets';
import { DAY, HOUR, startOfDate, startOfDay } from '../../../../../src/renderer/lib/days';

const zones = ['America/Chicago', 'UTC', 'Australia/Lord_Howe', 'Asia/Kathmandu'] as const;
const zone = 'America/Chicago';
const at = (year: number, month: number, day: number) => startOfDate({ year, month, day }, zone);

describe('bars of a stretch of time', () => {
  test('never more than can be told apart, they cover the stretch, and rise without gaps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 * 365 }),
        fc.integer({ min: 1, max: 20 * 365 * 24 }),
        fc.constantFrom(...zones),
        (day, hours, somewhere) => {
          const from = at(1990, 1, 1) + day * DAY;
          const until = from + hours * HOUR;
          const unit = unitFor(from, until);
          const edges = edgesOf(from, until, unit, somewhere);
          expect(edges.length - 1).toBeLessThanOrEqual(MOST_BARS);
          expect(edges[0]).toBeLessThanOrEqual(from);
          expect(edges.at(-1)).toBeGreaterThanOrEqual(until);
          expect(edges.every((edge, i) => i === 0 || edge > (edges[i - 1] as number))).toBe(true);
        },
      ),
    );
  });

  test.each([
    ['hour', at(2026, 11, 15), at(2026, 11, 16), 24],
    ['hour', at(2026, 11, 1), at(2026, 11, 2), 25],
    ['day', at(2026, 11, 1), at(2026, 11, 18), 17],
    ['week', at(2026, 1, 1), at(2026, 11, 18), 47],
    ['month', at(2024, 1, 1), at(2026, 11, 18), 35],
    ['quarter', at(2018, 1, 1), at(2026, 11, 18), 36],
    ['year', at(1990, 1, 1), at(2026, 11, 18), 37],
  ] as const)('%s: from %d until %d', (unit, from, until, bars) => {
    expect(unitFor(from, until)).toBe(unit);
    expect(edgesOf(from, until, unit, zone)).toHaveLength(bars + 1);
  });

  test('days begin at midnight of the practice', () => {
    for (const edge of edgesOf(at(2026, 3, 1), at(2026, 3, 20), 'day', zone))
      expect(startOfDay(edge, zone)).toBe(edge);
  });

  test('even a moment has one bar', () => {
    for (const unit of units) expect(edgesOf(at(2026, 1, 1), at(2026, 1, 1), unit, zone)).toHaveLength(2);
  });

  test('long runs of edges are asked for in parts that lose nothing', () => {
    const edges = Array.from({ length: 2558 }, (_, i) => i);
    const runs = runsOf(edges);
    expect(runs.every((run) => run.length >= 2 && run.length <= 400)).toBe(true);
    expect(runs.flatMap((run) => run.slice(1))).toEqual(edges.slice(1));
    expect(runs.slice(1).map((run) => run[0])).toEqual(runs.slice(0, -1).map((run) => run.at(-1)));
  });

  test('days sum into weeks and months', () => {
    const days = edgesOf(at(2026, 1, 1), at(2026, 11, 18), 'day', zone)
      .slice(0, -1)
      .map((day, i) => ({ day, count: i % 7 }));
    const all = days.reduce((sum, { count }) => sum + count, 0);
    for (const unit of ['week', 'month', 'quarter'] as const) {
      const buckets = summed(days, edgesOf(at(2026, 1, 1), at(2026, 11, 18), unit, zone));
      expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(all);
    }
    const november = summed(days, [at(2026, 11, 1), at(2026, 12, 1)]);
    expect(november[0]?.count).toBe(
      days.filter(({ day }) => day >= at(2026, 11, 1)).reduce((sum, { count }) => sum + count, 0),
    );
  });
});
