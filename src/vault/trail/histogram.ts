import { CHUNK_ROWS } from '../chunk/column-chunk';
import { MICROS_AN_HOUR } from '../chunk/run-totals';
import { isPlain, type Fitting } from './fitting';
import { hoursDecide, intervalOf, type Edges } from './intervals';
import { countPlaces, eachPlace } from './places';
import { runsDown, type Selection } from './selection';
import type { Run, Trail } from './trail';
import type { Breathe } from './turns';
import { timesAt } from './values-at';

/** Runs of whose postings a person's or an address's events are taken at once. */
const STRETCH = 32;

/** How many events that fit fall between each two edges, of the trail as it was with `size` events. */
export async function countBetween(
  trail: Trail,
  selection: Selection,
  size: number,
  edges: Edges,
  breathe: Breathe,
): Promise<number[]> {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const add = (time: number, events: number) => {
    const interval = intervalOf(edges, time);
    if (interval !== -1) counts[interval] = (counts[interval] as number) + events;
  };
  const { fitting } = selection;
  const full = Math.floor(size / CHUNK_ROWS);
  const posted = onePosted(fitting);
  for (const { index, end } of runsDown(size)) {
    const run = trail.run(index);
    if (!reaches(run, fitting, edges)) continue;
    if (posted !== null && index < full && run.totals !== null) continue; // below, from the postings alone
    const whole = end === CHUNK_ROWS && run.totals !== null && isPlain(fitting);
    if (whole && hoursDecide(run, [...edges, fitting.from, fitting.until])) addTotals(run, fitting, add);
    else addEach(trail, selection, index, end, add);
    await breathe();
  }
  if (posted !== null) {
    const { kind, codes } = posted;
    for (const [from, to] of stretches(trail, fitting, edges, full)) {
      for (const code of codes) {
        for (const [, posting] of trail.postings(kind, code, from, to)) {
          for (let n = 0; n < posting.events; n += 1) {
            if (fitting.kinds !== null && fitting.kinds[posting.kinds[n] as number] !== 1) continue;
            const time = posting.times[n] as number;
            if (time >= fitting.from && time < fitting.until) add(time, 1);
          }
        }
        await breathe();
      }
    }
  }
  return counts;
}

/** Events of the run may lie between the edges and within the filter's dates. */
function reaches({ earliest, latest }: Run, { from, until }: Fitting, edges: Edges): boolean {
  return latest >= Math.max(from, edges[0] as number) && earliest < Math.min(until, edges.at(-1) as number);
}

/** Where the users alone or the addresses alone select, their postings hold everything that is asked. */
function onePosted({ users, addresses, patients, words }: Fitting) {
  if (patients !== null || words !== null) return null;
  if (users !== null && addresses === null) return { kind: 'user' as const, codes: users };
  if (addresses !== null && users === null) return { kind: 'address' as const, codes: addresses };
  return null;
}

/** Full runs, numbers from and up to, in which there may be something between the edges. */
function* stretches(trail: Trail, fitting: Fitting, edges: Edges, full: number): Generator<[number, number]> {
  for (let from = 0; from < full; from += STRETCH) {
    const to = Math.min(full, from + STRETCH);
    const runs = Array.from({ length: to - from }, (_, i) => trail.run(from + i));
    if (runs.some((run) => reaches(run, fitting, edges))) yield [from, to];
  }
}

function addTotals({ totals }: Run, { kinds, from, until }: Fitting, add: (time: number, n: number) => void) {
  if (totals === null) return;
  for (let i = 0; i < totals.entries; i += 1) {
    if (kinds !== null && kinds[totals.kinds[i] as number] !== 1) continue;
    const hour = (totals.hours[i] as number) * MICROS_AN_HOUR;
    if (hour >= from && hour < until) add(hour, totals.counts[i] as number);
  }
}

function addEach(
  trail: Trail,
  selection: Selection,
  index: number,
  end: number,
  add: (time: number, n: number) => void,
): void {
  const places = selection.places(index);
  if (places === null) return;
  const run = trail.run(index);
  const times = timesAt(trail, run, countPlaces(places, end));
  eachPlace(places, end, (place) => add(times(place), 1));
}
