/** Lets so many pass in a minute, for each key apart. */
export interface RateLimit {
  /** 0: it may pass, and counts. Otherwise whole seconds until one may. */
  wait(key: string): number;
}

const SLICE_MS = 10_000;
/** A minute, and the slice that is still filling: whatever minute one looks at, it lies within these. */
const SLICES = 7;
/** Keys remembered at once; who floods it with addresses makes it forget the oldest. */
const MOST_KEYS = 50_000;

interface Counted {
  /** The slice of time that stands last in `passed`. */
  slice: number;
  /** How many passed in each of the last slices, the oldest first. */
  passed: number[];
}

/** Counts in slices of ten seconds, so that no minute has more, whenever it begins. `nowMs` never goes back. */
export function rateLimit(perMinute: number, nowMs: () => number): RateLimit {
  const counted = new Map<string, Counted>();

  function standing(key: string, slice: number): Counted {
    const found = counted.get(key);
    if (found?.slice === slice) return found;
    const gone = found === undefined ? SLICES : Math.min(SLICES, slice - found.slice);
    const kept = found?.passed.slice(gone) ?? [];
    const fresh = { slice, passed: [...kept, ...Array<number>(SLICES - kept.length).fill(0)] };
    // Put at the end again: the first of the map is the one that has been silent for longest.
    counted.delete(key);
    counted.set(key, fresh);
    if (counted.size > MOST_KEYS) forgetOldest(counted);
    return fresh;
  }

  return {
    wait(key) {
      const now = nowMs();
      const slice = Math.floor(now / SLICE_MS);
      const { passed } = standing(key, slice);
      let sum = passed.reduce((all, count) => all + count, 0);
      if (sum < perMinute) {
        passed[SLICES - 1] = (passed[SLICES - 1] ?? 0) + 1;
        return 0;
      }
      // Once enough of the oldest slices are out of sight.
      let leaving = 0;
      while (sum >= perMinute && leaving < SLICES) {
        sum -= passed[leaving] ?? 0;
        leaving += 1;
      }
      return Math.max(1, Math.ceil(((slice + leaving) * SLICE_MS - now) / 1000));
    },
  };
}

/** A tenth at once: a map whose first entries were deleted one by one is slow to begin at. */
function forgetOldest(counted: Map<string, Counted>): void {
  let left = MOST_KEYS / 10;
  for (const key of counted.keys()) {
    if (left === 0) return;
    counted.delete(key);
    left -= 1;
  }
}
