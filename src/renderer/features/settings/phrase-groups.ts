/** The groups of a recovery phrase: `K3QX-7WMA-…`. */
export function groupsOf(phrase: string): string[] {
  return phrase.split('-').filter((group) => group !== '');
}

/** Two different groups to ask for, in their order; `chance` gives numbers from 0 to below 1. */
export function twoPlaces(count: number, chance: () => number): [number, number] {
  const first = Math.floor(chance() * count);
  const second = (first + 1 + Math.floor(chance() * (count - 1))) % count;
  return first < second ? [first, second] : [second, first];
}

/** The phrase with what was typed in the place of its groups: right only where every typed group is. */
export function withTyped(groups: readonly string[], typed: ReadonlyMap<number, string>): string {
  return groups.map((group, place) => typed.get(place)?.trim() ?? group).join('-');
}

/** `first`, `second` … `seventh` */
export function ordinal(place: number): string {
  return ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh'][place] ?? `${place + 1}th`;
}
