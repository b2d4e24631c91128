/** Over how long a rate is taken, and from when on there is one. */
const WINDOW_MS = 5_000;
const LEAST_MS = 500;

export interface Rate {
  /** So many came by `now` (milliseconds). */
  add(count: number, now: number): void;
  /** How many came a second in the last seconds; null while that cannot be told. */
  at(now: number): number | null;
  /** Begins anew. */
  reset(now: number): void;
}

export function rateSince(start: number): Rate {
  let since = start;
  let came: { at: number; count: number }[] = [];
  return {
    add(count, now) {
      came.push({ at: now, count });
      came = came.filter(({ at }) => at > now - WINDOW_MS);
    },
    at(now) {
      const spanMs = Math.min(WINDOW_MS, now - since);
      if (spanMs < LEAST_MS) return null;
      const recent = came.filter(({ at }) => at > now - spanMs);
      return recent.reduce((sum, { count }) => sum + count, 0) / (spanMs / 1_000);
    },
    reset(now) {
      since = now;
      came = [];
    },
  };
}
