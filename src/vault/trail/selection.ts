import { CHUNK_ROWS } from '../chunk/column-chunk';
import { isPlain, type Fitting } from './fitting';
import { fittingPlaces } from './fitting-places';
import { countPlaces, placesDown, type Places } from './places';
import type { Run, Trail } from './trail';
import type { Breathe } from './turns';

/** Runs that are searched at once at most, and what that should take; the stretch grows and shrinks towards it. */
const LONGEST_STRETCH = 128;
const STRETCH_MS = 3;

/**
 * What fits one filter, as far as it was found: by run, so that it stays true while the trail grows, and scrolling
 * never searches the same run again.
 */
export class Selection {
  readonly fitting: Fitting;
  private readonly trail: Trail;
  /** Of full runs; undefined where nobody has looked. */
  private readonly found: (Places | null | undefined)[] = [];
  private readonly counts: (number | undefined)[] = [];
  /** Of the run that is filling, when it had so many rows. */
  private last: { index: number; rows: number; places: Places | null } | null = null;
  private stretch = 1;

  constructor(trail: Trail, fitting: Fitting) {
    this.trail = trail;
    this.fitting = fitting;
  }

  /** How many fit in the run `index` below the place `end` of it, or null where that takes a search. */
  countKnown(index: number, end: number): number | null {
    const run = this.trail.run(index);
    if (end === CHUNK_ROWS && run.totals !== null) {
      this.counts[index] ??= this.fromTotals(run) ?? this.fromPlaces(index);
      return this.counts[index] ?? null;
    }
    const places = this.placesKnown(index);
    return places === undefined ? null : places === null ? 0 : countPlaces(places, end);
  }

  /** The places that fit in the run `index`; null for none. Searches it, and others below it, where nobody has. */
  places(index: number): Places | null {
    const known = this.placesKnown(index);
    if (known !== undefined) return known;
    const from = Math.max(0, index + 1 - this.stretch);
    const began = performance.now();
    const found = fittingPlaces(this.trail, this.fitting, from, index + 1);
    this.adapt(performance.now() - began);
    for (const [i, places] of found.entries()) this.keep(from + i, places);
    return found[index - from] ?? null;
  }

  private placesKnown(index: number): Places | null | undefined {
    const run = this.trail.run(index);
    if (run.totals !== null) return this.found[index];
    const { last } = this;
    return last?.index === index && last.rows === run.rows ? last.places : undefined;
  }

  private keep(index: number, places: Places | null): void {
    const { rows, totals } = this.trail.run(index);
    if (totals === null) this.last = { index, rows, places };
    else this.found[index] = places;
  }

  private fromTotals({ rows, earliest, latest, totals }: Run): number | undefined {
    const { from, until, kinds } = this.fitting;
    if (latest < from || earliest >= until) return 0;
    if (!isPlain(this.fitting) || earliest < from || latest >= until || totals === null) return undefined;
    if (kinds === null) return rows;
    let count = 0;
    for (let i = 0; i < totals.entries; i += 1)
      if (kinds[totals.kinds[i] as number] === 1) count += totals.counts[i] as number;
    return count;
  }

  private fromPlaces(index: number): number | undefined {
    const places = this.found[index];
    return places === undefined ? undefined : places === null ? 0 : countPlaces(places);
  }

  /** Searching runs together saves looking into the indexes for each; without an index there is nothing to save. */
  private adapt(ms: number): void {
    if (isPlain(this.fitting)) return;
    if (ms < STRETCH_MS / 2) this.stretch = Math.min(LONGEST_STRETCH, this.stretch * 2);
    else if (ms > STRETCH_MS) this.stretch = Math.max(1, Math.floor(this.stretch / 2));
  }
}

/** Runs of a trail of `size` events, the newest first, each with how many of its places belong to it. */
export function* runsDown(size: number): Generator<{ index: number; end: number }> {
  for (let index = Math.ceil(size / CHUNK_ROWS) - 1; index >= 0; index -= 1)
    yield { index, end: Math.min(CHUNK_ROWS, size - index * CHUNK_ROWS) };
}

/** Up to `limit` places that fit, the newest first, after passing over `offset` of them. */
export async function placesFrom(
  selection: Selection,
  size: number,
  offset: number,
  limit: number,
  breathe: Breathe,
): Promise<number[]> {
  const found: number[] = [];
  let skip = offset;
  for (const { index, end } of runsDown(size)) {
    if (found.length === limit) break;
    const known = selection.countKnown(index, end);
    if (known !== null && known <= skip) {
      skip -= known;
      continue;
    }
    const places = selection.places(index);
    if (places !== null) {
      const count = countPlaces(places, end);
      for (const place of placesDown(places, end, skip, limit - found.length))
        found.push(index * CHUNK_ROWS + place);
      skip = Math.max(0, skip - count);
    }
    await breathe();
  }
  return found;
}

/** How many fit, where that is known without a search; else null. */
export function totalKnown(selection: Selection, size: number): number | null {
  let total = 0;
  for (const { index, end } of runsDown(size)) {
    const count = selection.countKnown(index, end);
    if (count === null) return null;
    total += count;
  }
  return total;
}

export async function countAll(selection: Selection, size: number, breathe: Breathe): Promise<number> {
  let total = 0;
  for (const { index, end } of runsDown(size)) {
    const known = selection.countKnown(index, end);
    if (known !== null) total += known;
    else {
      const places = selection.places(index);
      total += places === null ? 0 : countPlaces(places, end);
      await breathe();
    }
  }
  return total;
}
