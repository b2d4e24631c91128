import { describe, expect, test } from 'vitest';
import { rateLimit } from '../../../../src/platform/http/rate-limit';

describe('a rate', () => {
  function limited(perMinute: number) {
    let now = 7_000_000;
    const { wait } = rateLimit(perMinute, () => now);
    return {
      wait,
      after: (seconds: number) => (now += seconds * 1000),
      pass: (key: string, count: number) =>
        Array.from({ length: count }, () => wait(key)).filter((s) => s === 0).length,
    };
  }

  test('lets as many pass as it says, then says how long to wait', () => {
    const { pass, wait, after } = limited(100);
    expect(pass('ann', 150)).toBe(100);
    const seconds = wait('ann');
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(70);
    after(seconds);
    expect(wait('ann')).toBe(0);
  });

  test('holds in any minute, not only in those of the clock', () => {
    const { pass, after } = limited(100);
    let most = 0;
    const passed: number[] = [];
    for (let second = 0; second < 300; second += 1) {
      passed.push(pass('ann', 20));
      most = Math.max(
        most,
        passed.slice(-60).reduce((sum, count) => sum + count, 0),
      );
      after(1);
    }
    expect(most).toBe(100);
    expect(passed.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(400);
  });

  test('is for each key apart, and goes on after a while', () => {
    const { pass, after } = limited(10);
    expect(pass('ann', 20)).toBe(10);
    expect(pass('ben', 20)).toBe(10);
    after(121);
    expect(pass('ann', 20)).toBe(10);
  });

  test('stays small under a flood of keys', () => {
    const { wait } = limited(1);
    for (let i = 0; i < 200_000; i += 1) wait(`key ${i}`);
    // The newest 50,000 are remembered, and none before them.
    expect([wait('key 199999') > 0, wait('key 150000') > 0, wait('key 149999')]).toEqual([true, true, 0]);
  });
});
