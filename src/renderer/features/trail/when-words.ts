import { startOfDay } from '../../lib/days';
import { hourAndMinute, shortDate } from '../../lib/time';
import { calendarDay, plusDays, type CalendarDay } from './dates';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 1–17, 2026`: the stretch from one moment up to another, in the practice's zone. */
export function whenWords(from: number | undefined, until: number | undefined, zone: string): string {
  if (from === undefined && until === undefined) return 'any time';
  if (until === undefined) return `since ${moment(from ?? 0, zone)}`;
  if (from === undefined) return `before ${moment(until, zone)}`;
  if (startOfDay(from, zone) === from && startOfDay(until, zone) === until) {
    return dayStretch(calendarDay(from, zone), plusDays(calendarDay(until, zone), -1));
  }
  const sameDay = startOfDay(from, zone) === startOfDay(until - 1, zone);
  return sameDay
    ? `${shortDate(from, zone)}, ${clock(from, zone)}–${clock(until, zone)}`
    : `${moment(from, zone)} – ${moment(until, zone)}`;
}

function dayStretch(first: CalendarDay, last: CalendarDay): string {
  const name = (day: CalendarDay) => `${months[day.month - 1] ?? ''} ${day.day}`;
  if (first.year !== last.year) return `${name(first)}, ${first.year} – ${name(last)}, ${last.year}`;
  if (first.month !== last.month) return `${name(first)} – ${name(last)}, ${last.year}`;
  return first.day === last.day
    ? `${name(first)}, ${first.year}`
    : `${name(first)}–${last.day}, ${first.year}`;
}

function moment(micros: number, zone: string): string {
  const day = shortDate(micros, zone);
  return startOfDay(micros, zone) === micros ? day : `${day}, ${clock(micros, zone)}`;
}

/** `9 PM`, `9:30 PM` */
function clock(micros: number, zone: string): string {
  return hourAndMinute(micros, zone).replace(':00', '');
}

/** `Nov 15, 10:21 PM` */
export function shortMoment(micros: number, zone: string): string {
  const { month, day } = calendarDay(micros, zone);
  return `${months[month - 1] ?? ''} ${day}, ${hourAndMinute(micros, zone)}`;
}
