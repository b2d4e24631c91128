import { setImmediate as nextTurn } from 'node:timers/promises';

/** The longest that a question may hold the process without letting anything else have a turn. */
const SLICE_MS = 6;

/** Thrown where the person stopped the question. */
export class Cancelled extends Error {}

/** Gives others their turn where the present one has lasted long enough. Rejects with Cancelled after an abort. */
export type Breathe = () => Promise<void>;

export function breathing(signal: AbortSignal): Breathe {
  let began = performance.now();
  return async () => {
    if (performance.now() - began >= SLICE_MS) {
      await nextTurn();
      began = performance.now();
    }
    if (signal.aborted) throw new Cancelled();
  };
}
