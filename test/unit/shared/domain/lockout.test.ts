import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  forgottenAfter,
  lockoutAt,
  secondsToWait,
  standingAfter,
} from '../../../../src/shared/domain/lockout';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const start = 1_780_000_000 * SECOND;

/** Each attempt is made, and fails, as soon as it may be; gives the wait after each in seconds. */
function waitsOf(failures: number): number[] {
  const made: number[] = [];
  let now = start;
  return Array.from({ length: failures }, () => {
    made.push(now);
    const wait = secondsToWait(standingAfter(made, now), now);
    now += wait * SECOND;
    return wait;
  });
}

describe('lockout', () => {
  test('waits 1, 2, 4, 8 seconds, then half an hour, and begins anew', () => {
    expect(waitsOf(7)).toEqual([1, 2, 4, 8, 1800, 1, 2]);
  });

  test('nobody who never failed waits', () => {
    expect(secondsToWait(standingAfter([], start), start)).toBe(0);
  });

  test('a failure half an hour ago is forgotten, a microsecond less is not', () => {
    expect(standingAfter([start], start + forgottenAfter).failures).toBe(0);
    expect(standingAfter([start], start + forgottenAfter - 1).failures).toBe(1);
  });

  const instants = fc.array(fc.integer({ min: 0, max: 3 * 60 }), { maxLength: 12 });

  test('law: nobody waits longer than half an hour from the last failure, and never for less than nothing', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 4 * 60 }), (minutes, nowMinute) => {
        const now = start + nowMinute * MINUTE;
        const wait = secondsToWait(
          standingAfter(
            minutes.map((at) => start + at * MINUTE),
            now,
          ),
          now,
        );
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(1800);
      }),
    );
  });

  test('law: the order in which failures are read does not matter', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 4 * 60 }), (minutes, nowMinute) => {
        const now = start + nowMinute * MINUTE;
        const times = minutes.map((at) => start + at * MINUTE);
        expect(standingAfter([...times].reverse(), now)).toEqual(standingAfter(times, now));
      }),
    );
  });

  test('law: one failure more never makes the wait shorter', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }), (minutes) => {
        const now = start + 20 * MINUTE;
        const times = minutes.map((at) => start + at * MINUTE);
        const before = secondsToWait(standingAfter(times, now), now);
        expect(secondsToWait(standingAfter([...times, now], now), now)).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test('law: time alone frees everybody', () => {
    fc.assert(
      fc.property(instants, (minutes) => {
        const times = minutes.map((at) => start + at * MINUTE);
        const now = start + 3 * 60 * MINUTE + forgottenAfter;
        expect(standingAfter(times, now).failures).toBe(0);
        expect(secondsToWait(standingAfter(times, now), now)).toBe(0);
      }),
    );
  });

  test('a clock that was set back does not lengthen a wait', () => {
    const ahead = Array.from({ length: lockoutAt }, (_, i) => start + 10 * 60 * MINUTE + i);
    expect(secondsToWait(standingAfter(ahead, start), start)).toBeLessThanOrEqual(1800);
  });
});
