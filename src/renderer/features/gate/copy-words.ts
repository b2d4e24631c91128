import { hourAndMinute, shortDate } from '../../lib/time';

/** "Nov 16, 2026, 5:04 PM": when a copy was made. */
export function copyTime(madeAt: number, zone: string): string {
  return `${shortDate(madeAt, zone)}, ${hourAndMinute(madeAt, zone)}`;
}
