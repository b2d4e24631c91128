import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarDay, dayNumber, dayText } from '../../../../src/shared/domain/calendar-day';

describe('a day of the calendar', () => {
  test.each(['1900-01-01', '2024-02-29', '2026-11-27', '2199-12-31'])('%s is one', (day) => {
    expect(calendarDay.safeParse(day).success).toBe(true);
  });

  test.each([
    '2026-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '1899-12-31',
    '2200-01-01',
    '2026-1-1',
    '2026-01-01T00:00:00Z',
    ' 2026-01-01',
    '',
  ])('%s is none', (day) => {
    expect(calendarDay.safeParse(day).success).toBe(false);
  });

  test('is the same after it was counted and written again, and the next day is one more', () => {
    fc.assert(
      fc.property(fc.integer({ min: -25_567, max: 84_005 }), (days) => {
        const day = dayText(days);
        expect(calendarDay.safeParse(day).success).toBe(true);
        expect(dayNumber(day)).toBe(days);
        expect(day < dayText(days + 1)).toBe(true);
      }),
    );
  });
});
