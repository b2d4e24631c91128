import type { Random } from './random';

/** Where the patients live: real towns around La Crosse, streets and numbers drawn. */
export interface Address {
  line: string;
  city: string;
  state: string;
  postalCode: string;
}

const towns = [
  { city: 'La Crosse', state: 'WI', postalCode: '54601', weight: 38 },
  { city: 'La Crosse', state: 'WI', postalCode: '54603', weight: 14 },
  { city: 'Onalaska', state: 'WI', postalCode: '54650', weight: 18 },
  { city: 'Holmen', state: 'WI', postalCode: '54636', weight: 10 },
  { city: 'West Salem', state: 'WI', postalCode: '54669', weight: 7 },
  { city: 'La Crescent', state: 'MN', postalCode: '55947', weight: 6 },
  { city: 'Bangor', state: 'WI', postalCode: '54614', weight: 3 },
  { city: 'Stoddard', state: 'WI', postalCode: '54658', weight: 2 },
  { city: 'Coon Valley', state: 'WI', postalCode: '54623', weight: 2 },
] as const;

const streets =
  `Main State Market Ferry King Cass Vine Pine Badger Mississippi Jackson Johnson Winnebago Redfield
  Farnam Denton Green Bluff Ridge Valley Coulee Prairie Meadow Orchard Mill River Lake Hillside Sunset Park
  Church School Railroad Depot Madison Adams Jefferson Monroe Lincoln Grant Garfield Wilson Harrison Losey
  Cliffwood Barlow Hyde Weston Horton Travis Newton Tyler Ward Bennora Cameron Liberty Avon Charles Kane Rose
  Gillette Hagar Palace Clinton Windsor Sill Island Gohres Loomis Sumner Wood Caledonia Logan Copeland
  Hawkins Robinsdale Birchview Crestline Stonebridge Larkspur Kinney Abbey Tower Sand Brice County Quarry
  Braund Riders Lester Wells Oak Elm Spruce Theater Emerald Pierce Franklin Hickory Walnut Gaarder Amy Viking
  Linden Empire Long Star Briggs Old Meadowlark Pheasant Whitetail Foxhollow Deerwood Briarwood Elk Rim`.split(
    /\s+/,
  );
const kinds = ['St', 'St', 'St', 'Ave', 'Ave', 'Rd', 'Dr', 'Ln', 'Ct', 'Pl'] as const;

/** A draw of addresses: some streets are long, and neighbours share one. */
export function addressOf(random: Random): Address {
  let left = random.below(100);
  const town = towns.find(({ weight }) => (left -= weight) < 0) ?? towns[0];
  const street = random.below(streets.length);
  // The kind belongs to the street, so that one name in one town is one street.
  const kind = kinds[(street * 7 + town.city.length) % kinds.length] ?? 'St';
  const { city, state, postalCode } = town;
  return { line: `${100 + random.below(2900)} ${streets[street] ?? ''} ${kind}`, city, state, postalCode };
}

/** What neighbours share. */
export function streetOf({ line, city, state }: Address): string {
  return `${line.replace(/^\d+ /, '')}, ${city}, ${state}`;
}
