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
  // They are in order already, and what is new mostly belongs at their end.
  let place = entries.length;
  while (place > 0 && atOf(entries[place - 1] ?? entry) > atOf(entry)) place -= 1;
  const all = [...entries.slice(0, place), entry, ...entries.slice(place)];
  const oldest = atOf(all.at(-1) ?? entry) - window;
  const first = all.findIndex((one) => atOf(one) > oldest);
  return all.slice(Math.max(first, all.length - MOST_KEPT));
}
