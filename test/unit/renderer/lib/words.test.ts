import { describe, expect, test } from 'vitest';
import { initials } from '../../../../src/renderer/lib/initials';
import {
  clockTime,
  dayAndTime,
  dayName,
  hourAndMinute,
  utcTime,
  zoneName,
} from '../../../../src/renderer/lib/time';
import { waitWords } from '../../../../src/renderer/lib/use-countdown';

const zone = 'America/Chicago';
const instant = Date.UTC(2026, 10, 16, 4, 21, 55) * 1000 + 123;

describe('times of the practice', () => {
  test('are told in its zone, with UTC to the microsecond', () => {
    expect(clockTime(instant, zone)).toBe('10:21:55 PM');
    expect(hourAndMinute(instant, zone)).toBe('10:21 PM');
    expect(dayName(instant, zone)).toBe('Sunday, November 15');
    expect(dayAndTime(instant, zone)).toBe('Sun, Nov 15, 10:21:55 PM');
    expect(utcTime(instant)).toBe('2026-11-16 04:21:55.000123 UTC');
    expect(zoneName(zone, instant)).toBe('Central');
  });

  test('cross the change of the clocks', () => {
    const before = Date.UTC(2026, 10, 1, 6, 30) * 1000;
    expect(clockTime(before, zone)).toBe('1:30:00 AM');
    expect(clockTime(before + 3_600_000_000, zone)).toBe('1:30:00 AM');
  });
});

test.each([
  ['Ruth Adeyemi', 'RA'],
  ['Dr. Peter Lindqvist', 'PL'],
  ['Elena Vasquez, MD', 'EV'],
  ['Cher', 'C'],
  ['  ', '?'],
  ['Élodie van der Berg', 'ÉB'],
])('the initials of %j are %s', (name, letters) => {
  expect(initials(name)).toBe(letters);
});

test.each([
  [1, '1 s'],
  [89, '89 s'],
  [1800, '30 min'],
])('a wait of %i seconds is %s', (seconds, words) => {
  expect(waitWords(seconds)).toBe(words);
});
