import { expect, test } from 'vitest';
import { sortedBars } from '../../../../../src/renderer/ui/chart/sorted-bars';

const bar = (key: string, ...values: number[]) => ({ key, label: key, name: key, values });
const bars = [bar('a', 5, 1), bar('b', 2, 9), bar('c', 5, 0)];
const keys = (column: number, falling: boolean) =>
  sortedBars(bars, { column, falling })
    .map(({ key }) => key)
    .join('');

test('by the order of the bars, a kind, or the sum of all; equal ones stay in their order', () => {
  expect(keys(-1, false)).toBe('abc');
  expect(keys(-1, true)).toBe('cba');
  expect(keys(0, false)).toBe('bac');
  expect(keys(0, true)).toBe('acb');
  expect(keys(1, true)).toBe('bac');
  expect(keys(2, true)).toBe('bac');
  expect(keys(2, false)).toBe('cab');
});
