import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addAll,
  addPlace,
  countPlaces,
  eachPlace,
  keepCommon,
  noPlaces,
  placesDown,
  type Places,
} from '../../../../src/vault/trail/places';

const some = fc.uniqueArray(fc.oneof(fc.nat(8191), fc.constantFrom(0, 31, 32, 63, 8190, 8191)), {
  maxLength: 300,
});
const end = fc.oneof(fc.nat(8192), fc.constantFrom(0, 1, 31, 32, 33, 8192));

function placesOf(list: readonly number[]): Places {
  const places = noPlaces();
  for (const place of list) addPlace(places, place);
  return places;
}

function listOf(places: Places): number[] {
  const list: number[] = [];
  eachPlace(places, 8192, (place) => list.push(place));
  return list;
}

const rising = (list: readonly number[]) => [...list].sort((a, b) => a - b);

describe('places of a run', () => {
  test('are counted, listed and taken from above as a list of numbers would be', () => {
    fc.assert(
      fc.property(some, end, fc.nat(310), fc.nat(310), (list, below, skip, limit) => {
        const places = placesOf(list);
        const inside = rising(list).filter((place) => place < below);
        expect(countPlaces(places, below)).toBe(inside.length);
        expect(placesDown(places, below, skip, limit)).toEqual(inside.reverse().slice(skip, skip + limit));
        const seen: number[] = [];
        eachPlace(places, below, (place) => seen.push(place));
        expect(seen).toEqual(inside.reverse());
      }),
    );
  });

  test('are joined and met', () => {
    fc.assert(
      fc.property(some, some, (one, other) => {
        const met = placesOf(one);
        keepCommon(met, placesOf(other));
        expect(listOf(met)).toEqual(rising(one.filter((place) => other.includes(place))));
        const joined = placesOf(one);
        addAll(joined, placesOf(other));
        expect(listOf(joined)).toEqual(rising([...new Set([...one, ...other])]));
      }),
    );
  });
});
