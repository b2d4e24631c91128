import { MINUTE } from '../clock';

/** A day of the practice's calendar: days since 1970-01-01, wherever the clock stands. */
export type Day = number;

const DAY_MS = 86_400_000;

export interface Calendar {
  /** Microseconds UTC of a time of the practice's clock; minutes may be fractions, and beyond 24 hours. */
  at(day: Day, minutes: number): number;
  /** The day on which an instant falls. */
  dayOf(micros: number): Day;
}

/** The calendar of a time zone (IANA name). Changes of the clock fall between 0:30 and noon. */
export function calendarOf(timeZone: string): Calendar {
  const format = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  /** What the clock shows, as if it were UTC. */
  const shown = (ms: number) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(ms)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute);
  };
  const offsets = new Map<number, number>();
  /** Clock minus UTC at a half day, which begins as UTC's does. */
  const offsetAt = (half: number) => {
    let offset = offsets.get(half);
    if (offset === undefined) {
      const ms = (half * DAY_MS) / 2;
      offset = shown(ms - (shown(ms) - ms)) - (ms - (shown(ms) - ms));
      offsets.set(half, offset);
    }
    return offset;
  };
  const at = (day: Day, minutes: number) => {
    const local = day * DAY_MS * 1000 + Math.round(minutes * MINUTE);
    // The clock is changed at night: up to then the offset of midnight holds, then that of noon.
    const whole = day + Math.floor(minutes / 1440);
    const isNight = minutes - 1440 * Math.floor(minutes / 1440) < 120;
    return local - offsetAt(2 * whole + (isNight ? 0 : 1)) * 1000;
  };
  return {
    at,
    dayOf(micros) {
      const ms = micros / 1000;
      // The offset of hours ago may be another than now's: the guess is held against both midnights.
      const guess = Math.floor((ms + offsetAt(Math.floor((2 * ms) / DAY_MS))) / DAY_MS);
      if (micros < at(guess, 0)) return guess - 1;
      return micros >= at(guess + 1, 0) ? guess + 1 : guess;
    },
  };
}

export const sunday = 0;
export const saturday = 6;

/** 0 is Sunday. */
export function weekdayOf(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** YYYY-MM-DD */
export function dayText(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function dayOn(year: number, month: number, date: number): Day {
  return Date.UTC(year, month - 1, date) / DAY_MS;
}

/** Whether practices in the United States are closed that day; a holiday on a weekend is kept on the nearest weekday. */
export function isHoliday(day: Day): boolean {
  const year = new Date(day * DAY_MS).getUTCFullYear();
  return holidaysOf(year).includes(day) || kept(dayOn(year + 1, 1, 1)) === day;
}

const known = new Map<number, Day[]>();

function holidaysOf(year: number): Day[] {
  let days = known.get(year);
  if (days === undefined) {
    const thanksgiving = nth(year, 11, 4, 4);
    days = [
      kept(dayOn(year, 1, 1)),
      nth(year, 6, 1, 1) - 7, // Memorial Day: the Monday before the first one of June
      kept(dayOn(year, 7, 4)),
      nth(year, 9, 1, 1), // Labor Day
      thanksgiving,
      thanksgiving + 1,
      kept(dayOn(year, 12, 25)),
    ];
    known.set(year, days);
  }
  return days;
}

/** The nth of a weekday in a month. */
function nth(year: number, month: number, weekday: number, n: number): Day {
  const first = dayOn(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1);
}

function kept(day: Day): Day {
  const weekday = weekdayOf(day);
  return weekday === saturday ? day - 1 : weekday === sunday ? day + 1 : day;
}
