import { err, ok, type Result } from '../result';

/**
 * A point in time as the trail keeps it: integer microseconds since the Unix epoch, UTC; and the text it was
 * read from wherever the microseconds alone would not give that text back (another zone, finer fraction …).
 */
export interface Instant {
  micros: number;
  text?: string;
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * Reads RFC 3339 text of at most 64 characters. Digits finer than a microsecond are cut off; a leap second is
 * the instant in which the next minute begins, as POSIX has it. Times outside 1684 to 2255, whose
 * microseconds are no safe integer, are refused.
 */
export function parseInstant(text: string): Result<Instant> {
  const parts = text.length <= 64 ? rfc3339.exec(text) : null;
  if (parts === null) return notATime;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const offset = offsetMinutes(parts[8] as string);
  if (hour > 23 || minute > 59 || second > 60 || offset === undefined) return notATime;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second) - offset * 60_000);
  const sameDay = new Date(Date.UTC(year, month - 1, day));
  if (sameDay.getUTCMonth() !== month - 1 || sameDay.getUTCDate() !== day || year < 1000) return notATime;
  // A leap second is only ever the last of a day, and by agreement of a month, in UTC (RFC 3339, appendix D).
  if (second === 60 && !(date.getUTCHours() === 0 && date.getUTCMinutes() === 0 && date.getUTCDate() === 1)) {
    return notATime;
  }
  const fraction = Number((parts[7] ?? '').padEnd(6, '0').slice(0, 6));
  const micros = date.getTime() * 1000 + fraction;
  if (!Number.isSafeInteger(micros)) return notATime;
  return ok(formatInstant(micros) === text ? { micros } : { micros, text });
}

/** RFC 3339 in UTC with exactly six digits of fraction: 2026-11-15T22:21:55.000123Z. Throws RangeError. */
export function formatInstant(micros: number): string {
  if (!Number.isSafeInteger(micros)) throw new RangeError(`No instant: ${micros}`);
  const ms = Math.floor(micros / 1000);
  const rest = String(micros - ms * 1000).padStart(3, '0');
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`;
}

/** The text of an instant as it was read. */
export function instantText({ micros, text }: Instant): string {
  return text ?? formatInstant(micros);
}

/** The calendar year in UTC. */
export function yearOf(micros: number): number {
  return new Date(Math.floor(micros / 1000)).getUTCFullYear();
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

const notATime = err(
  'invalid-request',
  'This is not a time that can be kept.',
  'Write it as in 2026-11-15T22:21:55.123456Z (RFC 3339).',
);
