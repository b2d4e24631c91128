import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** The passing of time, in milliseconds; tests have their own. */
export interface Times {
  /** By a clock that nobody sets. */
  now(): number;
  /** Rejects when aborted. */
  pause(ms: number, signal: AbortSignal): Promise<unknown>;
  /** In [0, 1). */
  random(): number;
}

export const standardTimes: Times = {
  now: () => performance.now(),
  pause: (ms, signal) => pause(ms, undefined, { signal }),
  random: () => randomInt(1_000_000) / 1_000_000,
};
