import type { Refusal } from '../../shared/domain/result';
import { retryAfterMs } from './retry';
import type { Times } from './times';

/** Work that is done again and again, and sooner when there is a reason to. */
export interface Repeated {
  /** There is something to do: the rest ends, as soon as `leastMs` have passed. */
  wake(): void;
  /** Resolves when `signal` aborts, or with the refusal after which repeating is of no use. */
  done: Promise<Refusal | null>;
}

export interface Rhythm {
  /** Longest and shortest rest between two rounds that went well. */
  everyMs: number;
  leastMs: number;
}

/** Runs `round` now and after each rest; a round that is refused is tried again as `retryAfterMs` says. */
export function repeat(
  round: () => Promise<Refusal | null>,
  { everyMs, leastMs }: Rhythm,
  signal: AbortSignal,
  times: Times,
): Repeated {
  let woken = false;
  let resting: AbortController | null = null;

  /** Whether to go on. */
  async function rest(ms: number, ends: AbortSignal): Promise<boolean> {
    await times.pause(ms, ends).catch(() => undefined); // aborted: woken, or over
    return !signal.aborted;
  }

  async function restUntilWoken(): Promise<boolean> {
    if (!(await rest(leastMs, signal))) return false;
    if (woken) return true;
    resting = new AbortController();
    const going = await rest(everyMs - leastMs, AbortSignal.any([signal, resting.signal]));
    resting = null;
    return going;
  }

  async function run(): Promise<Refusal | null> {
    let failures = 0;
    for (let going = !signal.aborted; going;) {
      woken = false;
      const refusal = await round();
      if (signal.aborted) return null;
      if (refusal === null) {
        failures = 0;
        going = await restUntilWoken();
        continue;
      }
      failures += 1;
      const ms = retryAfterMs(refusal, failures, times.random());
      if (ms === null) return refusal;
      going = await rest(ms, signal);
    }
    return null;
  }

  return {
    wake() {
      woken = true;
      resting?.abort();
    },
    done: run(),
  };
}
