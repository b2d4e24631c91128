import { CHUNK_ROWS } from '../chunk/column-chunk';

/** Places within a run, as bits: 1 KiB, whatever fits. A filter over ten million events keeps 1.2 MiB of them. */
export type Places = Uint32Array;

const WORDS = CHUNK_ROWS / 32;

export function noPlaces(): Places {
  return new Uint32Array(WORDS);
}

export function addPlace(places: Places, place: number): void {
  places[place >>> 5] = (places[place >>> 5] as number) | (1 << (place & 31));
}

/** Keeps in `places` what `others` has too. */
export function keepCommon(places: Places, others: Places): void {
  for (let word = 0; word < WORDS; word += 1)
    places[word] = (places[word] as number) & (others[word] as number);
}

export function addAll(places: Places, others: Places): void {
  for (let word = 0; word < WORDS; word += 1)
    places[word] = (places[word] as number) | (others[word] as number);
}

/** How many there are below `end`. */
export function countPlaces(places: Places, end = CHUNK_ROWS): number {
  let count = 0;
  const whole = end >>> 5;
  for (let word = 0; word < whole; word += 1) count += setBits(places[word] as number);
  const rest = end & 31;
  return rest === 0 ? count : count + setBits((places[whole] as number) & ((1 << rest) - 1));
}

/** Up to `limit` places below `end`, the greatest first, after passing over `skip` of them. */
export function placesDown(places: Places, end: number, skip: number, limit: number): number[] {
  const found: number[] = [];
  let left = skip;
  for (let word = (end + 31) >>> 5; word > 0 && found.length < limit;) {
    word -= 1;
    let bits = places[word] as number;
    if (end < (word + 1) << 5) bits &= (1 << (end & 31)) - 1;
    const count = setBits(bits);
    if (count <= left) {
      left -= count;
      continue;
    }
    while (bits !== 0 && found.length < limit) {
      const bit = 31 - Math.clz32(bits);
      bits &= ~(1 << bit);
      if (left > 0) left -= 1;
      else found.push((word << 5) | bit);
    }
  }
  return found;
}

/** Calls for each place below `end`, rising. */
export function eachPlace(places: Places, end: number, call: (place: number) => void): void {
  for (let word = 0; word < WORDS; word += 1) {
    let bits = places[word] as number;
    while (bits !== 0) {
      const place = (word << 5) | (31 - Math.clz32(bits & -bits));
      if (place >= end) return;
      call(place);
      bits &= bits - 1;
    }
  }
}

/** Of a 32-bit number (Warren, Hacker's Delight, section 5-1). */
function setBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
