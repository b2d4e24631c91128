import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../../src/platform/synthetic/random';

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.bits());

describe('chance that repeats', () => {
  test('law: one seed gives one sequence, another seed another', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seed, other) => {
        expect(draws(new Random(seed), 20)).toEqual(draws(new Random(seed), 20));
        if (seed !== other) expect(draws(new Random(seed), 20)).not.toEqual(draws(new Random(other), 20));
      }),
    );
  });

  test('what a fork draws does not move its origin', () => {
    const [plain, forked] = [new Random('a'), new Random('a')];
    draws(forked.fork('b'), 100);
    expect(draws(forked, 10)).toEqual(draws(plain, 10));
    expect(draws(plain.fork('b'), 10)).not.toEqual(draws(plain.fork('c'), 10));
  });

  test('is spread evenly, and counts have their mean', () => {
    const random = new Random('spread');
    const values = Array.from({ length: 100_000 }, () => random.ratio());
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const share = values.filter((value) => Math.floor(value * 10) === tenth).length / values.length;
      expect(share).toBeGreaterThan(0.095);
      expect(share).toBeLessThan(0.105);
    }
    for (const mean of [0, 0.3, 4, 90]) {
      const counts = Array.from({ length: 4000 }, () => random.count(mean));
      const found = counts.reduce((sum, count) => sum + count, 0) / counts.length;
      expect(Math.abs(found - mean)).toBeLessThanOrEqual(0.06 * mean + 0.01);
    }
  });

  test('the first of a list is the commonest, the last still comes', () => {
    const random = new Random('names');
    const items = Array.from({ length: 100 }, (_, i) => i);
    const picked = Array.from({ length: 20_000 }, () => random.pickCommon(items));
    const times = (item: number) => picked.filter((each) => each === item).length;
    expect(times(0)).toBeGreaterThan(5 * times(80));
    expect(times(99)).toBeGreaterThan(0);
  });

  test('makes UUIDs of version 4, all different', () => {
    const random = new Random('ids');
    const ids = Array.from({ length: 20_000 }, () => random.uuid());
    for (const id of ids.slice(0, 500)) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(new Set(ids).size).toBe(ids.length);
  });
});
