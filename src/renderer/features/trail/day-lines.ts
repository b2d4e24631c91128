import { startOfDay } from '../../lib/days';

/**
 * The list as lines of one height: the events, newest first, and above each day its head. How many events each
 * day has is known before any of them is read, so that nothing moves when they come.
 */
export interface DayRun {
  /** Midnight in the practice's zone, microseconds. */
  day: number;
  /** Events of that day; at least one. */
  count: number;
  /** Place of its newest event in the list, from 0. */
  firstRow: number;
  /** Line of its head. */
  headLine: number;
}

export interface DayLines {
  days: readonly DayRun[];
  rows: number;
  /** Rows and heads. */
  lines: number;
  /** The count of each day is that of all its events, not only of those read so far. */
  whole: boolean;
}

export type Line = { kind: 'head'; run: DayRun } | { kind: 'row'; row: number; run: DayRun };

export const noLines: DayLines = { days: [], rows: 0, lines: 0, whole: true };

/** Lays out days, newest first; those without events are left out. */
export function dayLines(counts: readonly { day: number; count: number }[], whole: boolean): DayLines {
  const days: DayRun[] = [];
  let rows = 0;
  for (const { day, count } of counts) {
    if (count <= 0) continue;
    days.push({ day, count, firstRow: rows, headLine: rows + days.length });
    rows += count;
  }
  return { days, rows, lines: rows + days.length, whole };
}

/** Of the instants of rows as they stand in the list. */
export function countDays(instants: readonly number[], zone: string): { day: number; count: number }[] {
  const counts: { day: number; count: number }[] = [];
  for (const instant of instants) {
    const last = counts.at(-1);
    // A clock that lagged can put an event of the day before among those of a day: it stays where it stands.
    if (last !== undefined && instant >= last.day) last.count += 1;
    else counts.push({ day: startOfDay(instant, zone), count: 1 });
  }
  return counts;
}

/**
 * Fits day counts to a list of `total` rows: what the days do not account for belongs to the oldest one.
 * `fallback`: the day to use where there is none.
 */
export function fitted(
  counts: readonly { day: number; count: number }[],
  total: number,
  fallback: number,
): { day: number; count: number }[] {
  const kept: { day: number; count: number }[] = [];
  let left = total;
  for (const { day, count } of counts) {
    const taken = Math.min(count, left);
    if (taken > 0) kept.push({ day, count: taken });
    left -= taken;
  }
  const last = kept.at(-1);
  if (left > 0 && last !== undefined) last.count += left;
  else if (left > 0) kept.push({ day: fallback, count: left });
  return kept;
}

/** What stands on a line, undefined past the end. */
export function lineAt({ days, lines }: DayLines, line: number): Line | undefined {
  if (line < 0 || line >= lines) return undefined;
  const run = days[lastWhere(days, ({ headLine }) => headLine <= line)];
  if (run === undefined) return undefined;
  return line === run.headLine
    ? { kind: 'head', run }
    : { kind: 'row', row: run.firstRow + line - run.headLine - 1, run };
}

/** The line of a row. */
export function lineOf({ days }: DayLines, row: number): number {
  return row + lastWhere(days, ({ firstRow }) => firstRow <= row) + 1;
}

/** Index of the last item for which `holds`, which must hold for a first part of them and for none after; −1 for none. */
function lastWhere<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
