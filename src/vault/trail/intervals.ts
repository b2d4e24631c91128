import { MICROS_AN_HOUR } from '../chunk/run-totals';
import type { Run } from './trail';

/** Moments between which events are counted, rising, in microseconds. */
export type Edges = readonly number[];

/** The interval that a moment lies in, from 0, or −1 outside of all. */
export function intervalOf(edges: Edges, time: number): number {
  if (!(time >= (edges[0] as number) && time < (edges.at(-1) as number))) return -1;
  let low = 0;
  let high = edges.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] as number) <= time) low = middle;
    else high = middle;
  }
  return low;
}

/** Whether every moment of an hour in which the run may have events lies on one side of each of these moments. */
export function hoursDecide({ earliest, latest }: Run, moments: Iterable<number>): boolean {
  for (const moment of moments) {
    if (moment % MICROS_AN_HOUR === 0 || !Number.isFinite(moment)) continue;
    const hour = Math.floor(moment / MICROS_AN_HOUR) * MICROS_AN_HOUR;
    if (latest >= hour && earliest < hour + MICROS_AN_HOUR) return false;
  }
  return true;
}
