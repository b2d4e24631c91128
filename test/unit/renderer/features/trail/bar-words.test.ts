import { expect, test } from 'vitest';
import { barSummary, chartBars } from '../../../../../src/renderer/features/trail/bar-words';
import { edgesOf, type Unit } from '../../../../../src/renderer/features/trail/buckets';
import { startOfDate } from '../../../../../src/renderer/lib/days';
import { zone } from '../../../../fixtures/practice';

const at = (year: number, month: number, day: number) => startOfDate({ year, month, day }, zone);
function bars(unit: Unit, from: number, until: number) {
  const edges = edgesOf(from, until, unit, zone);
  const buckets = edges
    .slice(0, -1)
    .map((edge, i) => ({ from: edge, until: edges[i + 1] as number, count: i }));
  return { unit, buckets };
}

test.each<[Unit, number, number, string, string]>([
  ['hour', at(2026, 11, 15), at(2026, 11, 16), '12 AM', 'Sunday, November 15, 12 AM'],
  ['day', at(2026, 11, 1), at(2026, 11, 18), 'Sun 1', 'Sunday, November 1'],
  ['day', at(2026, 10, 20), at(2026, 11, 18), 'Oct 20', 'Tuesday, October 20'],
  ['week', at(2026, 11, 1), at(2026, 12, 18), 'Nov 1', 'Week of Nov 1, 2026'],
  ['month', at(2026, 1, 1), at(2026, 5, 1), 'Jan 2026', 'January 2026'],
  ['quarter', at(2026, 4, 1), at(2027, 1, 1), 'Q2', 'April to June 2026'],
  ['year', at(2020, 1, 1), at(2026, 1, 1), '2020', '2020'],
])('%s: label and name', (unit, from, until, label, name) => {
  const [first] = chartBars(bars(unit, from, until), zone);
  expect(first).toMatchObject({ label, name, values: [0], key: String(from) });
});

test('a sentence for those who do not see the bars', () => {
  expect(barSummary(bars('day', at(2026, 11, 1), at(2026, 11, 4)), zone)).toBe(
    '3 events by day, Sunday, November 1, 2026 to Tuesday, November 3, 2026. The most, 2, in: Tuesday, November 3.',
  );
  expect(barSummary({ unit: 'day', buckets: [] }, zone)).toBe('There is nothing to draw.');
});
