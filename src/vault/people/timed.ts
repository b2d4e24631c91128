import type { Log } from '../log';

/** Notes how long a key took: it is meant to be slow, and what is measured of a start leaves it out. */
export async function timed<T>(log: Log, deriving: Promise<T>): Promise<T> {
  const from = performance.now();
  const key = await deriving;
  log('key-derived', { ms: Math.round(performance.now() - from) });
  return key;
}
