import { viewable } from './viewable';

/**
 * The events of one user or one address within a run, so that a question about them reads nothing else
 * (build/decisions/trail-queries.md). Places rise; each is counted from the run's first event.
 */
export interface Posting {
  events: number;
  /** Microseconds since the Unix epoch. */
  times: Float64Array;
  /** Code of the first patient, 0 for none. */
  patients: Uint32Array;
  places: Uint16Array;
  kinds: Uint16Array;
}

const BYTES_AN_EVENT = 8 + 4 + 2 + 2;

export function emptyPosting(events: number): Posting {
  return columnsOf(new ArrayBuffer(events * BYTES_AN_EVENT), 0, events);
}

/** The bytes behind a posting that `emptyPosting` made: times, patients, places, kinds, little-endian. */
export function encodePosting({ times }: Posting): Uint8Array {
  return new Uint8Array(times.buffer);
}

/** Throws RangeError for bytes that cannot be a posting. */
export function decodePosting(bytes: Uint8Array): Posting {
  if (bytes.length === 0 || bytes.length % BYTES_AN_EVENT !== 0)
    throw new RangeError(`A posting cannot have ${bytes.length} bytes`);
  const { buffer, start } = viewable(bytes);
  return columnsOf(buffer, start, bytes.length / BYTES_AN_EVENT);
}

function columnsOf(buffer: ArrayBuffer, start: number, events: number): Posting {
  return {
    events,
    times: new Float64Array(buffer, start, events),
    patients: new Uint32Array(buffer, start + 8 * events, events),
    places: new Uint16Array(buffer, start + 12 * events, events),
    kinds: new Uint16Array(buffer, start + 14 * events, events),
  };
}
