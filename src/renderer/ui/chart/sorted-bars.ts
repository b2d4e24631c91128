import { totalOf, type ChartBar } from './bars';

export interface Sorting {
  /** Place of the kind; one past the last is their sum, −1 the order of the bars themselves. */
  column: number;
  falling: boolean;
}

export function sortedBars(bars: readonly ChartBar[], { column, falling }: Sorting): ChartBar[] {
  const sign = falling ? -1 : 1;
  const placed = bars.map((bar, place) => ({
    bar,
    place,
    value: column < 0 ? place : (bar.values[column] ?? totalOf(bar)),
  }));
  return placed.sort((a, b) => sign * (a.value - b.value) || a.place - b.place).map(({ bar }) => bar);
}
