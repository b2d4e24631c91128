import type { Random } from './random';

/**
 * The trees of pseudonyms, one word each. Those that people are called by are left out (Ash, Aspen, Cherry,
 * Hazel, Holly, Juniper, Laurel, Linden, Magnolia, Maple, Myrtle, Olive, Rowan, Willow …): a pseudonym must
 * never read as somebody's name.
 */
export const trees: readonly string[] = Object.freeze(
  `Tamarack Hickory Sycamore Cottonwood Walnut Spruce Sumac Larch Birch Poplar Elm Oak Fir Pine Hemlock Beech
  Hornbeam Ironwood Basswood Butternut Buckeye Catalpa Chestnut Boxelder Hackberry Hawthorn Chokecherry
  Serviceberry Mulberry Persimmon Sassafras Tupelo Redwood Redbud Dogwood Mesquite Locust Mahogany Teak Balsam
  Boxwood Pecan Ginkgo Whitebeam Wingnut Zelkova Pawpaw Bayberry Buckthorn Crabapple Medlar Arborvitae Sweetgum
  Blackgum Plum Mangrove Banyan Baobab Eucalyptus Jacaranda Kapok Rosewood Satinwood Sandalwood`.split(/\s+/),
);

/** As many different pseudonyms, in no order: what is next to one says nothing. */
export function pseudonyms(count: number, random: Random): string[] {
  // Three times as many numbers as are needed, so that a number does not tell how many there are.
  const numbers = Math.max(600, Math.ceil((3 * count) / trees.length));
  const taken = new Set<number>();
  while (taken.size < count) taken.add(random.below(trees.length * numbers));
  return Array.from(taken, (at) => `${trees[at % trees.length] ?? ''} ${1 + Math.floor(at / trees.length)}`);
}
