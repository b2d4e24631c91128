import { localTime } from '../../../shared/domain/zoned-time';
import { DAY, HOUR, startOfDate, startOfDay } from '../../lib/days';
import { plusDays } from './dates';

export const units = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type Unit = (typeof units)[number];

/** As many bars as can be told apart and pressed. */
export const MOST_BARS = 62;
/** Edges that one question may have (the contract's limit). */
const MOST_EDGES = 400;

/** The finest unit in which a stretch makes at most 62 bars. */
export function unitFor(from: number, until: number): Unit {
  // A day has 25 hours once a year.
  if (until - from <= 2 * DAY + HOUR) return 'hour';
  const lengths: [Unit, number][] = [
    ['day', DAY],
    ['week', 7 * DAY],
    ['month', 30.4 * DAY],
    ['quarter', 91.3 * DAY],
  ];
  // One more than fits: a stretch may begin and end within a unit.
  return lengths.find(([, length]) => (until - from) / length <= MOST_BARS - 1)?.[0] ?? 'year';
}

/** Midnights found so far, each with the next one: a calendar is slow to ask, and a trail asks for the same days. */
const midnights = new Map<string, Map<number, number>>();

function nextMidnight(midnight: number, zone: string): number {
  const known = midnights.get(zone) ?? new Map<number, number>();
  midnights.set(zone, known);
  const next = known.get(midnight) ?? nextUnit(midnight, 'day', zone);
  known.set(midnight, next);
  return next;
}

/** The edges of whole units that cover a stretch, in the practice's zone, rising. */
export function edgesOf(from: number, until: number, unit: Unit, zone: string): number[] {
  const edges = [startOfUnit(from, unit, zone)];
  for (let last = edges[0] as number; last < until;) {
    last = unit === 'day' ? nextMidnight(last, zone) : nextUnit(last, unit, zone);
    edges.push(last);
  }
  return edges.length < 2 ? [...edges, nextUnit(edges[0] as number, unit, zone)] : edges;
}

function startOfUnit(micros: number, unit: Unit, zone: string): number {
  if (unit === 'hour') {
    const day = startOfDay(micros, zone);
    return day + Math.floor((micros - day) / HOUR) * HOUR;
  }
  const { year, month, day } = localTime(micros, zone);
  switch (unit) {
    case 'day':
      return startOfDate({ year, month, day }, zone);
    case 'week':
      return startOfDate(
        plusDays({ year, month, day }, -new Date(Date.UTC(year, month - 1, day)).getUTCDay()),
        zone,
      );
    case 'month':
      return startOfDate({ year, month, day: 1 }, zone);
    case 'quarter':
      return startOfDate({ year, month: month - ((month - 1) % 3), day: 1 }, zone);
    case 'year':
      return startOfDate({ year, month: 1, day: 1 }, zone);
  }
}

function nextUnit(start: number, unit: Unit, zone: string): number {
  if (unit === 'hour') return start + HOUR;
  const { year, month, day } = localTime(start, zone);
  switch (unit) {
    case 'day':
      return startOfDate({ year, month, day: day + 1 }, zone);
    case 'week':
      return startOfDate({ year, month, day: day + 7 }, zone);
    case 'month':
      return startOfDate({ year, month: month + 1, day: 1 }, zone);
    case 'quarter':
      return startOfDate({ year, month: month + 3, day: 1 }, zone);
    case 'year':
      return startOfDate({ year: year + 1, month: 1, day: 1 }, zone);
  }
}

/** Rising edges in runs that one question may have; each run begins with the last edge of the run before. */
export function runsOf(edges: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (let at = 0; at < edges.length - 1; at += MOST_EDGES - 1) runs.push(edges.slice(at, at + MOST_EDGES));
  return runs;
}

export interface Bucket {
  from: number;
  until: number;
  count: number;
}

/** Sums counts of days into coarser units. Both run along time; `days` without gaps inside the edges. */
export function summed(days: readonly { day: number; count: number }[], edges: readonly number[]): Bucket[] {
  const buckets = edges.slice(0, -1).map((from, i) => ({ from, until: edges[i + 1] as number, count: 0 }));
  let at = 0;
  for (const { day, count } of days) {
    while (at < buckets.length && day >= (buckets[at] as Bucket).until) at += 1;
    const bucket = buckets[at];
    if (bucket !== undefined && day >= bucket.from) bucket.count += count;
  }
  return buckets;
}
