/** Instants within a window that moves with the newest. */

/** More are never kept: what is counted beyond the most that a threshold can ask for changes nothing. */
export const MOST_KEPT = 1000;

/**
 * The entries that are younger than `window` at the newest of them, in the order of time, one added. They may come
 * in any order. `atOf`: an entry's instant.
 */
export function withEntry<T>(
  entries: readonly T[],
  entry: T,
  window: number,
  atOf: (entry: T) => number,
): T[] {
  const all = [...entries, entry].sort((a, b) => atOf(a) - atOf(b));
  const newest = atOf(all.at(-1) ?? entry);
  return all.filter((one) => atOf(one) > newest - window).slice(-MOST_KEPT);
}
