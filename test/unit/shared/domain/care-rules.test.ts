import { describe, expect, test } from 'vitest';
import {
  canHaveHappened,
  isBookable,
  isRecentVisit,
  isReferralSpan,
  isShift,
  isSpanAhead,
} from '../../../../src/shared/domain/care-rules';

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const now = 1_780_000_000_000_000;

/** What holds just inside and no longer just outside of a bound. */
const both = (rule: (at: number) => boolean, inside: number, outside: number) => [
  rule(inside),
  rule(outside),
];

describe('times in what is entered about care', () => {
  test('appointments: from a day ago to two years ahead', () => {
    const rule = (at: number) => isBookable(at, now);
    expect(both(rule, now - DAY + 1, now - DAY)).toEqual([true, false]);
    expect(both(rule, now + 2 * YEAR - 1, now + 2 * YEAR)).toEqual([true, false]);
  });

  test('nobody has come or stayed away more than an hour before the time', () => {
    expect(both((at) => canHaveHappened(at, now), now + HOUR, now + HOUR + 1)).toEqual([true, false]);
  });

  test('visits: within a month, and none to come', () => {
    const rule = (at: number) => isRecentVisit(at, now);
    expect(both(rule, now, now + 1)).toEqual([true, false]);
    expect(both(rule, now - 30 * DAY + 1, now - 30 * DAY)).toEqual([true, false]);
  });

  test('what begins now or within a year, and ends after that, within ten years or never', () => {
    const begins = (since: number) => isSpanAhead(since, null, now);
    expect(both(begins, now - 5 * MINUTE + 1, now - 5 * MINUTE)).toEqual([true, false]);
    expect(both(begins, now + YEAR - 1, now + YEAR)).toEqual([true, false]);
    const ends = (until: number) => isSpanAhead(now, until, now);
    expect(both(ends, now + 1, now)).toEqual([true, false]);
    expect(both(ends, now + 10 * YEAR - 1, now + 10 * YEAR)).toEqual([true, false]);
    expect(isSpanAhead(now + DAY, now + DAY, now)).toBe(false);
    // Over already, by a clock that goes behind.
    expect(isSpanAhead(now - 2 * MINUTE, now - MINUTE, now)).toBe(false);
  });

  test('referrals: two years at most', () => {
    const rule = (until: number) => isReferralSpan(until, now);
    expect(both(rule, now + 1, now)).toEqual([true, false]);
    expect(both(rule, now + 2 * YEAR, now + 2 * YEAR + 1)).toEqual([true, false]);
  });

  test('shifts: two days at most, from a day ago to a year ahead', () => {
    const ends = (endsAt: number) => isShift(now, endsAt, now);
    expect(both(ends, now + 1, now)).toEqual([true, false]);
    expect(both(ends, now + 2 * DAY, now + 2 * DAY + 1)).toEqual([true, false]);
    const begins = (startsAt: number) => isShift(startsAt, startsAt + HOUR, now);
    expect(both(begins, now - DAY + 1, now - DAY)).toEqual([true, false]);
    expect(both(begins, now + YEAR - 1, now + YEAR)).toEqual([true, false]);
  });
});
