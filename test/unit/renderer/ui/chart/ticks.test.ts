import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ticksFor, writtenLabels } from '../../../../../src/renderer/ui/chart/ticks';

describe('the axis', () => {
  test.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [2, [0, 1, 2]],
    [5, [0, 5]],
    [37, [0, 20, 40]],
    [41, [0, 25, 50]],
    [2012, [0, 1250, 2500]],
    [8_300_000, [0, 5_000_000, 10_000_000]],
  ])('up to %d', (most, ticks) => {
    expect(ticksFor(most)).toEqual(ticks);
  });

  test('three lines at the most, whole numbers from zero, above every bar and no more than twice its height', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (most) => {
        const ticks = ticksFor(most);
        expect(ticks.length).toBeLessThanOrEqual(3);
        expect(ticks[0]).toBe(0);
        expect(ticks.every(Number.isInteger)).toBe(true);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
        expect(ticks.at(-1)).toBeLessThanOrEqual(2 * most);
      }),
    );
  });

  test('labels that are written do not touch, and the newest one is among them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 62 }),
        fc.integer({ min: 10, max: 90 }),
        fc.integer({ min: 4, max: 120 }),
        (count, widest, band) => {
          const written = [...writtenLabels(count, widest, band)].sort((a, b) => a - b);
          expect(written.at(-1)).toBe(count - 1);
          written.slice(1).forEach((place, i) => {
            expect((place - (written[i] as number)) * band).toBeGreaterThanOrEqual(widest + 8);
          });
        },
      ),
    );
  });

  test('where there is room every bar is named', () => {
    expect(writtenLabels(17, 37, 65).size).toBe(17);
  });
});
