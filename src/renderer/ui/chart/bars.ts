import type { Look } from './looks';

/** One bar: a stretch of time, a person, a kind of thing. */
export interface ChartBar {
  key: string;
  /** Under the bar: "Sun 15". */
  label: string;
  /** In full: "Sunday, November 15". */
  name: string;
  /** One number for each kind, from the ground up. */
  values: readonly number[];
}

/** What a part of the bars counts; five kinds at the most, a sixth is "other". */
export interface ChartKind {
  /** "Events" */
  name: string;
  look: Look;
}

export function totalOf({ values }: Pick<ChartBar, 'values'>): number {
  return values.reduce((sum, value) => sum + value, 0);
}
