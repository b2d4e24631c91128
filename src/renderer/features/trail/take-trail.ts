import type { TrailRow } from '../../../shared/contract/bridge/trail';
import { ok, type Refusal, type Result } from '../../../shared/domain/result';
import type { TrailFilter } from '../../../shared/domain/trail-filter';
import type { Bridge } from '../../lib/bridge';
import { DAY, startOfDay } from '../../lib/days';
import { edgesOf, runsOf, summed, unitFor, type Bucket, type Unit } from './buckets';
import { countDays, dayLines, fitted, type DayLines } from './day-lines';
import { PAGE } from './paged-rows';

/** The trail as it stood at one moment, so far as it has been asked: more of it follows under the same size. */
export interface Taken {
  filter: TrailFilter;
  size: number;
  /** The newest rows. */
  first: readonly TrailRow[];
  /** Null while it is being counted. */
  total: number | null;
  lines: DayLines;
  /** Null while it is being counted, and where there is nothing to draw. */
  bars: Bars | null;
}

export interface Bars {
  unit: Unit;
  buckets: readonly Bucket[];
}

/** Twenty-one years of days; what is older stands under the oldest of them. */
const MOST_DAYS = 8000;

interface DayCount {
  day: number;
  count: number;
}

/**
 * Asks for the newest rows, then for how many there are and when: `show` hears each step. The list's days are
 * counted before its rows are read, so that nothing moves when those come.
 * @param calm nothing is counted before: whoever is typing is not done asking
 */
export async function takeTrail(
  bridge: Pick<Bridge, 'call'>,
  filter: TrailFilter,
  { zone, now }: { zone: string; now: number },
  signal: AbortSignal,
  show: (taken: Taken) => void,
  calm: Promise<void>,
): Promise<Refusal | null> {
  const answer = await bridge.call('trail.rows', { filter, size: null, offset: 0, limit: PAGE }, signal);
  if (!answer.ok) return answer;
  const { rows: first, size } = answer.value;
  const known = answer.value.total ?? (first.length < PAGE ? first.length : null);
  const instants = first.map(({ event }) => event.occurredAt);
  const begun = countDays(instants, zone);
  const taken: Taken = {
    filter,
    size,
    first,
    total: known,
    lines: dayLines(begun, known === first.length),
    bars: null,
  };

  if (known === first.length) {
    const bars = barsOf(
      rangeOf(filter, instants, { zone, now }),
      (edges) => countedIn(instants, edges),
      zone,
    );
    show({ ...taken, bars: first.length === 0 ? null : bars });
    return null;
  }
  show(taken);
  await calm;
  if (signal.aborted) return null;

  const total = known === null ? await count(bridge, filter, size, signal) : ok(known);
  if (!total.ok) return total;
  const counted = { ...taken, total: total.value };
  if (known === null) show(counted);

  const days = await allDays(bridge, counted, zone, signal);
  if (!days.ok) return days;
  const newestFirst = [...days.value].reverse();
  const lines = dayLines(fitted(newestFirst, total.value, begun[0]?.day ?? startOfDay(now, zone)), true);
  const range = rangeOf(filter, daysSeen(days.value, instants), { zone, now });
  const whole = { ...counted, lines };
  if (unitFor(range.from, range.until) !== 'hour') {
    show({ ...whole, bars: barsOf(range, (edges) => summed(days.value, edges), zone) });
    return null;
  }
  show(whole);
  const edges = edgesOf(range.from, range.until, 'hour', zone);
  const hours = await countBetween(bridge, filter, size, edges, signal);
  if (!hours.ok) return hours;
  show({ ...whole, bars: { unit: 'hour', buckets: bucketsOf(edges, hours.value) } });
  return null;
}

async function count(
  bridge: Pick<Bridge, 'call'>,
  filter: TrailFilter,
  size: number,
  signal: AbortSignal,
): Promise<Result<number>> {
  const answer = await bridge.call('trail.count', { filter, size }, signal);
  return answer.ok ? ok(answer.value.count) : answer;
}

/** How many events each day has, from the oldest day to the newest. */
async function allDays(
  bridge: Pick<Bridge, 'call'>,
  { filter, size, first, total }: Taken,
  zone: string,
  signal: AbortSignal,
): Promise<Result<DayCount[]>> {
  const last = await bridge.call(
    'trail.rows',
    { filter, size, offset: Math.max(0, (total ?? 1) - 1), limit: 1 },
    signal,
  );
  if (!last.ok) return last;
  const instants = [...first, ...last.value.rows].map(({ event }) => event.occurredAt);
  const newest = Math.max(...instants);
  const oldest = Math.max(Math.min(...instants), newest - MOST_DAYS * DAY);
  const edges = edgesOf(oldest, newest + 1, 'day', zone);
  const counts = await countBetween(bridge, filter, size, edges, signal);
  if (!counts.ok) return counts;
  return ok(counts.value.map((found, i) => ({ day: edges[i] as number, count: found })));
}

async function countBetween(
  bridge: Pick<Bridge, 'call'>,
  filter: TrailFilter,
  size: number,
  edges: readonly number[],
  signal: AbortSignal,
): Promise<Result<number[]>> {
  const counts: number[] = [];
  for (const run of runsOf(edges)) {
    const answer = await bridge.call('trail.histogram', { filter, size, edges: run }, signal);
    if (!answer.ok) return answer;
    counts.push(...answer.value.counts);
  }
  return ok(counts);
}

interface Range {
  from: number;
  until: number;
}

/** The time that the bars stand for: what was asked for, otherwise what there is; never days that are still to come. */
function rangeOf(
  { from, until }: TrailFilter,
  instants: readonly number[],
  { zone, now }: { zone: string; now: number },
): Range {
  const newest = Math.max(0, ...instants);
  const lastDay = startOfDay(Math.max(newest, now), zone) + DAY;
  const start = from ?? Math.min(newest, ...instants);
  const end = Math.min(until ?? newest + 1, Math.max(lastDay, newest + 1));
  return { from: start, until: Math.max(end, start + 1) };
}

function daysSeen(days: readonly DayCount[], instants: readonly number[]): number[] {
  const oldest = days.find(({ count: found }) => found > 0)?.day;
  return oldest === undefined ? [...instants] : [oldest, ...instants];
}

function barsOf(range: Range, fill: (edges: readonly number[]) => Bucket[], zone: string): Bars {
  const unit = unitFor(range.from, range.until);
  return { unit, buckets: fill(edgesOf(range.from, range.until, unit, zone)) };
}

function bucketsOf(edges: readonly number[], counts: readonly number[]): Bucket[] {
  return edges
    .slice(0, -1)
    .map((from, i) => ({ from, until: edges[i + 1] as number, count: counts[i] ?? 0 }));
}

function countedIn(instants: readonly number[], edges: readonly number[]): Bucket[] {
  const counts = edges.slice(0, -1).map(() => 0);
  for (const instant of instants) {
    const place = edges.findLastIndex((edge) => edge <= instant);
    if (place >= 0 && place < counts.length) counts[place] = (counts[place] ?? 0) + 1;
  }
  return bucketsOf(edges, counts);
}
