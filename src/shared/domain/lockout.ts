/**
 * How long somebody must wait after wrong passwords, counted apart for each account and address, so that
 * a colleague's mistakes at another desk lock nobody out. Times are in microseconds.
 */
const SECOND = 1_000_000;

/** The wait after the first, second, third … failure of a run; the last one repeats. */
export const waits: readonly number[] = [1 * SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND, 30 * 60 * SECOND];

/** The failure that locks out. */
export const lockoutAt = waits.length;

/** A run of failures is forgotten this long after its last one: when a lockout ends, the count begins anew. */
export const forgottenAfter = 30 * 60 * SECOND;

/** So many names failing from one address within `addressBlockedFor` block it for as long: passwords are sprayed. */
export const mostNamesFailing = 20;
export const addressBlockedFor = 30 * 60 * SECOND;

/**
 * So many wrong passwords of one account within `forgottenAfter`, wherever they come from, are the last that are looked
 * at: whoever has many addresses could else go on for ever. Twenty addresses must be locked out for it, and where its
 * owner has signed in before it does not hold: nobody keeps them from their own desk.
 */
export const mostFailuresAnywhere = 100;

export interface Standing {
  /** Failures of the run that still counts. */
  failures: number;
  /** No attempt is looked at before this instant. */
  blockedUntil: number;
}

/** Where an account at an address stands after these failures since its last success, in any order. */
export function standingAfter(failures: readonly number[], now: number): Standing {
  // A failure later than now, after the clock was set back, counts as made now. Whoever keeps the times has to keep
  // that too: left as it is, it would count as made now at each look, and the wait would not begin to pass.
  const times = failures.map((at) => Math.min(at, now)).sort((a, b) => a - b);
  let count = 0;
  let last = -Infinity;
  for (const at of times) {
    count = at - last >= forgottenAfter ? 1 : count + 1;
    last = at;
  }
  if (now - last >= forgottenAfter) return { failures: 0, blockedUntil: -Infinity };
  return { failures: count, blockedUntil: last + (waits[Math.min(count, lockoutAt) - 1] ?? 0) };
}

/** Where an account stands after these failures at all addresses: from the `most`-newest one on until that is forgotten. */
export function standingAnywhere(failures: readonly number[], most: number, now: number): Standing {
  const recent = failures.map((at) => Math.min(at, now)).filter((at) => now - at < forgottenAfter);
  const oldest = recent.sort((a, b) => b - a)[most - 1];
  return {
    failures: recent.length,
    blockedUntil: oldest === undefined ? -Infinity : oldest + forgottenAfter,
  };
}

/** Whole seconds to wait before an attempt will be looked at; 0 when it may be made. */
export function secondsToWait({ blockedUntil }: Standing, now: number): number {
  return Math.max(0, Math.ceil((blockedUntil - now) / SECOND));
}
