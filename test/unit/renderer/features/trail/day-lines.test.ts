import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countDays,
  dayLines,
  fitted,
  lineAt,
  lineOf,
} from '../../../../../src/renderer/features/trail/day-lines';
import { startOfDate } from '../../../../../src/renderer/lib/days';

const zone = 'America/Chicago';
const counts = fc.array(fc.record({ day: fc.nat(), count: fc.integer({ min: 0, max: 9 }) }), {
  maxLength: 12,
});

describe('events and day heads as lines', () => {
  test('each line is a head or a row, every row stands once and in order, under the head of its day', () => {
    fc.assert(
      fc.property(counts, (given) => {
        const layout = dayLines(given, true);
        const rows: number[] = [];
        let head: number | null = null;
        for (let line = 0; line < layout.lines; line += 1) {
          const found = lineAt(layout, line);
          if (found?.kind === 'head') head = found.run.day;
          else if (found?.kind === 'row') {
            rows.push(found.row);
            expect(found.run.day).toBe(head);
            expect(lineOf(layout, found.row)).toBe(line);
          } else expect.unreachable();
        }
        expect(rows).toEqual(Array.from({ length: layout.rows }, (_, i) => i));
        expect(layout.days.map(({ count }) => count)).toEqual(
          given.map(({ count }) => count).filter((count) => count > 0),
        );
        expect(lineAt(layout, layout.lines)).toBeUndefined();
        expect(lineAt(layout, -1)).toBeUndefined();
      }),
    );
  });

  test('a first part of the list lies as the whole list will: nothing moves when the rest is counted', () => {
    fc.assert(
      fc.property(counts, fc.nat(60), (given, read) => {
        const whole = dayLines(given, true);
        const first = dayLines(fitted(given, Math.min(read, whole.rows), 0), false);
        for (let row = 0; row < first.rows; row += 1) expect(lineOf(first, row)).toBe(lineOf(whole, row));
      }),
    );
  });

  test('days are those of the practice, and a clock that lagged makes no second head', () => {
    const midnight = startOfDate({ year: 2026, month: 11, day: 15 }, zone);
    expect(countDays([midnight + 5, midnight - 1, midnight, midnight - 2], zone)).toEqual([
      { day: midnight, count: 1 },
      { day: startOfDate({ year: 2026, month: 11, day: 14 }, zone), count: 3 },
    ]);
  });

  test('day counts fit the length of the list, whatever they sum to', () => {
    fc.assert(
      fc.property(counts, fc.nat(200), (given, total) => {
        expect(dayLines(fitted(given, total, 7), true).rows).toBe(total);
      }),
    );
  });
});
