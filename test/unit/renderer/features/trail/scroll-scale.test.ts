import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  barFor,
  elementHeight,
  HIGHEST_PX,
  isAstray,
  revealing,
  scrolled,
  type Heights,
} from '../../../../../src/renderer/features/trail/scroll-scale';

const tenMillion: Heights = { list: 10_000_000 * 28, view: 700 };
const small: Heights = { list: 1000 * 28, view: 700 };
const bottom = ({ list, view }: Heights) => ({ top: list - view, at: elementHeight(list) - view });

describe('a list higher than an element can be', () => {
  test('ten million rows stay under what Chromium can lay out', () => {
    expect(elementHeight(tenMillion.list)).toBe(HIGHEST_PX);
    expect(HIGHEST_PX).toBeLessThan(2 ** 24);
  });

  test('a list that fits is scrolled as any element', () => {
    fc.assert(
      fc.property(fc.nat(27_300), (at) => {
        expect(scrolled({ top: 0, at: 0 }, at, small)).toEqual({ top: at, at });
        expect(isAstray({ top: at, at }, small, true)).toBe(false);
      }),
    );
  });

  test('the bar reaches every part: ends at the ends, and in proportion between them', () => {
    const end = bottom(tenMillion);
    expect(scrolled({ top: 0, at: 0 }, end.at, tenMillion).top).toBe(end.top);
    expect(scrolled({ ...end }, 0, tenMillion).top).toBe(0);
    const middle = scrolled({ top: 0, at: 0 }, end.at / 2, tenMillion).top;
    expect(Math.abs(middle - end.top / 2)).toBeLessThan(1);
  });

  test('a wheel moves pixel by pixel, wherever the bar stands', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20_000, max: HIGHEST_PX - 20_000 }),
        fc.integer({ min: -4000, max: 4000 }),
        (at, way) => {
          const before = scrolled({ top: 0, at: 0 }, at, tenMillion);
          expect(scrolled(before, at + way, tenMillion).top - before.top).toBe(way);
        },
      ),
    );
  });

  test('the wheel alone reaches both ends: every row comes by, none is leapt over', () => {
    let state = { top: tenMillion.list - 60_000, at: 0 };
    state = { ...state, at: barFor(state.top, tenMillion) };
    const end = bottom(tenMillion);
    for (let turn = 0; turn < 501 && state.top < end.top; turn += 1) {
      const before = state.top;
      state = scrolled(state, Math.min(end.at, state.at + 120), tenMillion);
      expect(state.top - before).toBeLessThanOrEqual(120);
      if (isAstray(state, tenMillion, true)) state = { ...state, at: barFor(state.top, tenMillion) };
    }
    expect(state.top).toBe(end.top);
  });

  test('it never leaves the list', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: HIGHEST_PX + 100 }), { maxLength: 30 }), (stops) => {
        let state = { top: 0, at: 0 };
        for (const stop of stops) {
          state = scrolled(state, stop, tenMillion);
          expect(state.top).toBeGreaterThanOrEqual(0);
          expect(state.top).toBeLessThanOrEqual(bottom(tenMillion).top);
        }
      }),
    );
  });
});

describe('bringing a line into view', () => {
  const line = { lineTop: 2800, height: 28, above: 28 };
  test('what is in view stays where it is', () => {
    expect(revealing(2500, line, small)).toBe(2500);
  });
  test('from below it comes to the lower edge, from above under the day head that sticks', () => {
    expect(revealing(0, line, small)).toBe(2828 - 700);
    expect(revealing(5000, line, small)).toBe(2772);
  });
  test('never past an end', () => {
    expect(revealing(500, { lineTop: 0, height: 28, above: 28 }, small)).toBe(0);
    expect(revealing(0, { lineTop: small.list - 28, height: 28, above: 28 }, small)).toBe(small.list - 700);
  });
});
