import { CHUNK_ROWS } from './column-chunk';
import { viewable } from './viewable';

/** What the events of a run are called by: its different namings, and which of them the event at each place has. */
export interface RunNamings {
  /** Codes of the dictionary's namings. */
  codes: Uint32Array;
  /** By place: an index into `codes`. */
  places: Uint16Array;
}

/** `namings`: the code of each event of a full run. */
export function runNamingsOf(namings: Uint32Array): RunNamings {
  const indexOf = new Map<number, number>();
  const places = new Uint16Array(namings.length);
  for (const [place, code] of namings.entries()) {
    let index = indexOf.get(code);
    if (index === undefined) indexOf.set(code, (index = indexOf.size));
    places[place] = index;
  }
  return { codes: Uint32Array.from(indexOf.keys()), places };
}

/** Throws RangeError for bytes that cannot be the different namings of a run. */
export function decodeCodes(bytes: Uint8Array): Uint32Array {
  if (bytes.length === 0 || bytes.length % 4 !== 0 || bytes.length > 4 * CHUNK_ROWS)
    throw new RangeError(`Namings cannot have ${bytes.length} bytes`);
  const { buffer, start } = viewable(bytes);
  return new Uint32Array(buffer, start, bytes.length / 4);
}

/** Throws RangeError for bytes that cannot say which naming each event of a full run has. */
export function decodePlaces(bytes: Uint8Array): Uint16Array {
  if (bytes.length !== 2 * CHUNK_ROWS) throw new RangeError(`Places cannot have ${bytes.length} bytes`);
  const { buffer, start } = viewable(bytes);
  return new Uint16Array(buffer, start, CHUNK_ROWS);
}
