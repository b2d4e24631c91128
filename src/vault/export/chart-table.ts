import type { ChartOrder } from '../../shared/contract/bridge/export';
import { zonedText } from '../../shared/domain/zoned-time';
import { csvLine } from './csv';
import { utcText } from './heading';

/** The figures between each two edges (microseconds, rising), sorted as the table of the chart was. */
export function chartTable(
  edges: readonly number[],
  counts: readonly number[],
  { by, falling }: ChartOrder,
  zone: string,
): string {
  const turn = falling ? -1 : 1;
  const rows = counts.map((count, place) => ({
    place,
    count,
    from: edges[place] ?? 0,
    until: edges[place + 1] ?? 0,
  }));
  rows.sort((a, b) =>
    by === 'time' ? turn * (a.place - b.place) : turn * (a.count - b.count) || a.place - b.place,
  );
  const head = csvLine([`From (${zone})`, `Up to (${zone})`, 'From (UTC)', 'Up to (UTC)', 'Events']);
  const lines = rows.map(({ from, until, count }) =>
    csvLine([zonedText(from, zone), zonedText(until, zone), utcText(from), utcText(until), count]),
  );
  return `${head}${lines.join('')}`;
}
