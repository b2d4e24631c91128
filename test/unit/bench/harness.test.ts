import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge, median, percentile, table, thisMachine } from '../../bench/harness';

describe('a figure against its budget', () => {
  test.each([
    ['within the ratio', { value: 12, baseline: 10, ratioAtMost: 1.3 }, true],
    ['over the ratio', { value: 14, baseline: 10, ratioAtMost: 1.3 }, false],
    ['a ratio without a baseline', { value: 1, ratioAtMost: 1.3 }, false],
    ['a ratio over a baseline of nothing', { value: 1, baseline: 0, ratioAtMost: 1.3 }, false],
    ['a least ratio', { value: 5, baseline: 10, ratioAtLeast: 0.7 }, false],
    ['an absolute bound', { value: 5, baseline: 9, atMost: 5 }, true],
    ['an absolute bound without a baseline', { value: 5, atMost: 5 }, false],
    ['two bounds, one broken', { value: 9, baseline: 10, ratioAtMost: 1.3, atLeast: 10 }, false],
    ['no budget', { value: 9 }, null],
  ] as const)('%s', (_name, measured, ok) => {
    expect(judge({ unit: 'ms', ...measured }).ok).toBe(ok);
  });
});

describe('statistics', () => {
  const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), {
    minLength: 1,
  });

  test('a median lies between its halves whatever the order', () => {
    fc.assert(
      fc.property(values, (list) => {
        const middle = median(list);
        expect(list.filter((value) => value < middle).length).toBeLessThanOrEqual(list.length / 2);
        expect(list.filter((value) => value > middle).length).toBeLessThanOrEqual(list.length / 2);
        expect(median([...list].reverse())).toBe(middle);
      }),
    );
  });

  test('a percentile is one of the values and grows with its share', () => {
    fc.assert(
      fc.property(values, (list) => {
        expect(list).toContain(percentile(list, 0.95));
        expect(percentile(list, 0.95)).toBeGreaterThanOrEqual(percentile(list, 0.5));
      }),
    );
  });

  test('there is none of nothing', () => {
    expect(() => median([])).toThrow(RangeError);
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });
});

test('the table says which figure fails', () => {
  const figures = {
    quick: judge({ value: 1, baseline: 1, unit: 'ms', atMost: 2 }),
    slow: judge({ value: 3, baseline: 1, unit: 'ms', atMost: 2 }),
  };
  const text = table({ name: 'x', rows: null, machine: thisMachine(), figures });
  expect(text).toMatch(/quick .*holds/);
  expect(text).toMatch(/slow .*FAILS/);
});
