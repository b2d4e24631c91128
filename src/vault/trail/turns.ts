import { setImmediate as nextTurn } from 'node:timers/promises';

/** The longest that a question may hold the process without letting anything else have a turn. */
const SLICE_MS = 6;
/** The longest that receiving stands back: a count over everything must not keep the trail from growing. */
const STAND_BACK_MS = 250;

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

/** Questions of a person that this process is answering. */
let underWay = 0;

export async function answering<T>(question: () => Promise<T>): Promise<T> {
  underWay += 1;
  try {
    return await question();
  } finally {
    underWay -= 1;
  }
}

/**
 * For work that can wait, between two pieces of it: gives others a turn, and stands back while somebody is waiting for
 * an answer, else each slice of a question would be followed by a whole piece of that work.
 */
export async function standBack(mostMs = STAND_BACK_MS): Promise<void> {
  const began = performance.now();
  do await nextTurn();
  while (underWay > 0 && performance.now() - began < mostMs);
}
