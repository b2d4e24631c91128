import { localTime, offsetAt, type LocalDate } from '../../shared/domain/zoned-time';

/** Days of the practice's zone. Instants are integer microseconds UTC. */

export const MINUTE = 60_000_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

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
