import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { idleLock, WARNING_SECONDS, type IdleLock } from '../../../src/main/idle-lock';

const MINUTE = 60_000;

let happened: (number | 'lock')[];
let idle: IdleLock;

beforeEach(() => {
  vi.useFakeTimers();
  happened = [];
  idle = idleLock({ warn: (seconds) => happened.push(seconds), lock: () => happened.push('lock') });
});
afterEach(() => vi.useRealTimers());

describe('the idle lock', () => {
  test('warns twenty seconds before, then locks, once', () => {
    idle.watch(10);
    vi.advanceTimersByTime(10 * MINUTE - WARNING_SECONDS * 1000 - 1);
    expect(happened).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(happened).toEqual([20]);
    vi.advanceTimersByTime(19_999);
    expect(happened).toEqual([20]);
    vi.advanceTimersByTime(1);
    expect(happened).toEqual([20, 'lock']);
    vi.advanceTimersByTime(60 * MINUTE);
    expect(happened).toEqual([20, 'lock']);
  });

  test('is put off by every input, to the full time from then', () => {
    idle.watch(10);
    for (let i = 0; i < 20; i += 1) {
      vi.advanceTimersByTime(9 * MINUTE);
      idle.input();
    }
    expect(happened).toEqual([]);
    vi.advanceTimersByTime(10 * MINUTE);
    expect(happened).toEqual([20, 'lock']);
  });

  test('takes a warning back when somebody is there, and warns anew the next time', () => {
    idle.watch(1);
    vi.advanceTimersByTime(45_000);
    expect(happened).toEqual([20]);
    idle.input();
    expect(happened).toEqual([20, 0]);
    vi.advanceTimersByTime(40_000);
    expect(happened).toEqual([20, 0, 20]);
    vi.advanceTimersByTime(20_000);
    expect(happened).toEqual([20, 0, 20, 'lock']);
  });

  test('keeps one timer, however much input comes', () => {
    idle.watch(10);
    for (let i = 0; i < 10_000; i += 1) idle.input();
    expect(vi.getTimerCount()).toBe(1);
  });

  test('rests while nobody is in, whatever is typed at the gate', () => {
    idle.watch(1);
    vi.advanceTimersByTime(45_000);
    idle.rest();
    idle.input();
    vi.advanceTimersByTime(60 * MINUTE);
    expect(happened).toEqual([20]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('counts from a change of the minutes', () => {
    idle.watch(10);
    vi.advanceTimersByTime(5 * MINUTE);
    idle.watch(1);
    vi.advanceTimersByTime(40_000);
    expect(happened).toEqual([20]);
    vi.advanceTimersByTime(20_000);
    expect(happened).toEqual([20, 'lock']);
  });

  test('looks at a clock that nobody sets: a machine that slept through the warning locks at once', () => {
    let now = 0;
    const slept = idleLock(
      { warn: (seconds) => happened.push(seconds), lock: () => happened.push('lock') },
      () => now,
    );
    slept.watch(10);
    now = 60 * MINUTE;
    vi.advanceTimersByTime(10 * MINUTE);
    expect(happened).toEqual(['lock']);
  });
});
