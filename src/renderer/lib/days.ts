/** Days of the practice's zone. Instants are integer microseconds UTC. */

export const MINUTE = 60_000_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

interface LocalDate {
  year: number;
  /** From 1. */
  month: number;
  day: number;
}

interface LocalTime extends LocalDate {
  hour: number;
  minute: number;
  second: number;
}

/** What calendar and clock in `zone` show at an instant. */
export function localTime(micros: number, zone: string): LocalTime {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formats.set(zone, format);
  const parts = new Map<string, number>();
  for (const { type, value } of format.formatToParts(new Date(Math.floor(micros / 1000))))
    parts.set(type, Number(value));
  const part = (name: string) => parts.get(name) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

/** How far the clock in `zone` is ahead of UTC at an instant, in microseconds. */
function offsetAt(micros: number, zone: string): number {
  const { year, month, day, hour, minute, second } = localTime(micros, zone);
  const shown = Date.UTC(year, month - 1, day, hour, minute, second) * 1000;
  return shown - Math.floor(micros / 1_000_000) * 1_000_000;
}

/** The first instant of a calendar day in `zone`; `day` may run over the month, as 0 or 32 do. */
export function startOfDate({ year, month, day }: LocalDate, zone: string): number {
  const asUtc = Date.UTC(year, month - 1, day) * 1000;
  // The offset of the guess may be that of the day before a change of clocks: a second look settles it.
  const guess = asUtc - offsetAt(asUtc, zone);
  return asUtc - offsetAt(guess, zone);
}

/** The first instant of the day that `micros` lies in. */
export function startOfDay(micros: number, zone: string): number {
  return startOfDate(localTime(micros, zone), zone);
}

/** Midnight to midnight for the last `days` days, the one `now` lies in among them: days + 1 edges, rising. */
export function lastDays(now: number, zone: string, days: number): number[] {
  const today = localTime(now, zone);
  return Array.from({ length: days + 1 }, (_, i) =>
    startOfDate({ ...today, day: today.day - days + 1 + i }, zone),
  );
}
