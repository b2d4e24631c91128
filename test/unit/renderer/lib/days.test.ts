import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localTime } from '../../../../src/shared/domain/zoned-time';
import { DAY, HOUR, lastDays, startOfDate, startOfDay } from '../../../../src/renderer/lib/days';

const zones = [
  'America/Chicago',
  'America/Phoenix',
  'America/St_Johns',
  'Pacific/Honolulu',
  'UTC',
  'Asia/Kathmandu',
];
const instant = fc
  .integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) })
  .map((ms) => ms * 1000 + 7);

describe('days of a zone', () => {
  test('a day begins at its midnight, and holds the instant it was asked for', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), (at, zone) => {
        const start = startOfDay(at, zone);
        const { hour, minute, second, ...date } = localTime(start, zone);
        expect([hour, minute, second]).toEqual([0, 0, 0]);
        const { hour: _h, minute: _m, second: _s, ...dateOfInstant } = localTime(at, zone);
        expect(date).toEqual(dateOfInstant);
        expect(start).toBeLessThanOrEqual(at);
        expect(startOfDay(start - 1, zone)).toBeLessThan(start);
      }),
    );
  });

  test('a day on which the clocks change has 23 or 25 hours', () => {
    const zone = 'America/Chicago';
    const lengthOf = (month: number, day: number) =>
      startOfDate({ year: 2026, month, day: day + 1 }, zone) - startOfDate({ year: 2026, month, day }, zone);
    expect(lengthOf(3, 8)).toBe(23 * HOUR);
    expect(lengthOf(11, 1)).toBe(25 * HOUR);
    expect(lengthOf(11, 17)).toBe(DAY);
  });

  test('the last days end with the midnight after now, across months and years', () => {
    const now = Date.UTC(2026, 0, 3, 4, 30) * 1000; // January 2, 10:30 PM in Chicago
    const edges = lastDays(now, 'America/Chicago', 4);
    expect(edges.map((edge) => localTime(edge, 'America/Chicago').day)).toEqual([30, 31, 1, 2, 3]);
    expect(edges.at(-2)).toBeLessThanOrEqual(now);
    expect(edges.at(-1)).toBeGreaterThan(now);
  });
});
