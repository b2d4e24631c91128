import { hexText } from '../../transparency/bytes';

/**
 * A UUIDv7 (RFC 9562, section 5.7), lower case.
 * `unixMs`: whole milliseconds since the Unix epoch; `random`: ten fresh random bytes.
 */
export function uuidV7(unixMs: number, random: Uint8Array): string {
  const start = timeOf(unixMs);
  if (random.length !== 10) throw new RangeError('A UUIDv7 takes ten random bytes');
  const tail = Uint8Array.from(random);
  tail[0] = 0x70 | ((tail[0] ?? 0) & 0x0f);
  tail[2] = 0x80 | ((tail[2] ?? 0) & 0x3f);
  const rest = hexText(tail);
  return [start, rest.slice(0, 4), rest.slice(4, 8), rest.slice(8)].join('-');
}

/**
 * The same from a fresh UUIDv4, whose random digits stand at the same places: runtimes keep some of those in stock,
 * and draw bytes one by one.
 */
export function uuidV7From(unixMs: number, uuidV4: string): string {
  return `${timeOf(unixMs)}-7${uuidV4.slice(15)}`;
}

/** The first two groups of digits. */
function timeOf(unixMs: number): string {
  if (!Number.isSafeInteger(unixMs) || unixMs < 0 || unixMs >= 2 ** 48) {
    throw new RangeError(`No time of a UUIDv7: ${unixMs}`);
  }
  const time = unixMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}
