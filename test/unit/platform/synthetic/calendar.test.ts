import { describe, expect, test } from 'vitest';
import {
  calendarOf,
  dayOn,
  dayText,
  isHoliday,
  weekdayOf,
} from '../../../../src/platform/synthetic/calendar';

const micros = (text: string) => Date.parse(text) * 1000;

describe('the calendar of a practice', () => {
  const calendar = calendarOf('America/Chicago');

  test.each([
    [dayOn(2026, 7, 1), 8 * 60, '2026-07-01T13:00:00Z'],
    [dayOn(2026, 12, 1), 8 * 60, '2026-12-01T14:00:00Z'],
    // The clock goes forward on March 8 and back on November 1, at two in the morning.
    [dayOn(2026, 3, 8), 90, '2026-03-08T07:30:00Z'],
    [dayOn(2026, 3, 8), 8 * 60, '2026-03-08T13:00:00Z'],
    [dayOn(2026, 11, 1), 0, '2026-11-01T05:00:00Z'],
    [dayOn(2026, 11, 1), 8 * 60, '2026-11-01T14:00:00Z'],
    [dayOn(2026, 10, 31), 25 * 60, '2026-11-01T06:00:00Z'],
  ])('day %i, minute %i is %s', (day, minute, text) => {
    expect(calendar.at(day, minute)).toBe(micros(text));
  });

  test('knows the day of an instant', () => {
    for (const day of [dayOn(2026, 3, 8), dayOn(2026, 11, 1), dayOn(2026, 11, 2), dayOn(2026, 7, 4)]) {
      expect(calendar.dayOf(calendar.at(day, 0))).toBe(day);
      expect(calendar.dayOf(calendar.at(day, 0) - 1)).toBe(day - 1);
      expect(calendar.dayOf(calendar.at(day, 1439))).toBe(day);
    }
    expect(dayText(calendar.dayOf(micros('2026-12-02T05:59:59Z')))).toBe('2026-12-01');
    expect(dayText(calendar.dayOf(micros('2026-12-02T06:00:00Z')))).toBe('2026-12-02');
  });

  test('has the holidays on which practices close, on weekdays', () => {
    const closed = Array.from({ length: 365 }, (_, i) => dayOn(2027, 1, 1) + i).filter(isHoliday);
    // July 4 falls on a Sunday, December 25 and the next New Year's Day on a Saturday.
    expect(closed.map(dayText)).toEqual([
      '2027-01-01',
      '2027-05-31',
      '2027-07-05',
      '2027-09-06',
      '2027-11-25',
      '2027-11-26',
      '2027-12-24',
      '2027-12-31',
    ]);
    expect(closed.every((day) => weekdayOf(day) > 0 && weekdayOf(day) < 6)).toBe(true);
  });
});
