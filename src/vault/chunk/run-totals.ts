import { viewable } from './viewable';

export const MICROS_AN_HOUR = 3_600_000_000;

/**
 * How many events of a run fell in each hour (UTC) with each kind. By the hour, because no practice's days begin
 * at the same hour, and every zone of the United States is whole hours from UTC.
 */
export interface RunTotals {
  entries: number;
  /** Hours since the Unix epoch. */
  hours: Uint32Array;
  kinds: Uint16Array;
  counts: Uint16Array;
}

const BYTES_AN_ENTRY = 4 + 2 + 2;

/** Totals of a run; `times` in microseconds. Counts fit 16 bits, since a run has 8,192 events. */
export function totalsOf(times: Float64Array, kinds: Uint16Array, rows: number): RunTotals {
  const counted = new Map<number, number>();
  for (let row = 0; row < rows; row += 1) {
    const key = Math.floor((times[row] as number) / MICROS_AN_HOUR) * 0x1_0000 + (kinds[row] as number);
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  const totals = columnsOf(new ArrayBuffer(counted.size * BYTES_AN_ENTRY), 0, counted.size);
  [...counted]
    .sort(([a], [b]) => a - b)
    .forEach(([key, count], i) => {
      totals.hours[i] = Math.floor(key / 0x1_0000);
      totals.kinds[i] = key % 0x1_0000;
      totals.counts[i] = count;
    });
  return totals;
}

/** The bytes behind totals that `totalsOf` made: hours, kinds, counts, little-endian. */
export function encodeTotals({ hours }: RunTotals): Uint8Array {
  return new Uint8Array(hours.buffer);
}

/** Throws RangeError for bytes that cannot be totals. */
export function decodeTotals(bytes: Uint8Array): RunTotals {
  if (bytes.length === 0 || bytes.length % BYTES_AN_ENTRY !== 0)
    throw new RangeError(`Totals cannot have ${bytes.length} bytes`);
  const { buffer, start } = viewable(bytes);
  return columnsOf(buffer, start, bytes.length / BYTES_AN_ENTRY);
}

function columnsOf(buffer: ArrayBuffer, start: number, entries: number): RunTotals {
  return {
    entries,
    hours: new Uint32Array(buffer, start, entries),
    kinds: new Uint16Array(buffer, start + 4 * entries, entries),
    counts: new Uint16Array(buffer, start + 6 * entries, entries),
  };
}
