import { localTime, offsetAt } from '../../shared/domain/zoned-time';
import { MINUTE } from '../clock';

/** By the practice's own clock: nobody is there, and the clocks that are put forward have been. */
const QUIET_HOUR = 3;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** After a failure. */
const AGAIN_AFTER = HOUR;
/** Who makes a backup says each minute that it is still being made; after this long without, nobody makes it. */
export const DEAD_AFTER = 10 * MINUTE;
/** How long the file of a backup is kept. */
export const KEEP_FOR = 30 * DAY;

/** What is known of earlier backups; instants in microseconds, null where there is none. */
export interface Earlier {
  practiceCreatedAt: number;
  newestGood: number | null;
  newestAttempt: number | null;
}

/** Whether a backup is due: none was good since the last quiet hour, and none was tried within the hour. */
export function isBackupDue(
  { practiceCreatedAt, newestGood, newestAttempt }: Earlier,
  now: number,
  zone: string,
): boolean {
  const since = newestQuietHour(now, zone);
  if (Math.max(practiceCreatedAt, newestGood ?? 0) >= since) return false;
  return newestAttempt === null || now - newestAttempt >= AGAIN_AFTER;
}

/** The newest instant at which the clocks of `zone` showed the quiet hour. */
export function newestQuietHour(now: number, zone: string): number {
  const today = quietHourOf(now, zone);
  return today <= now ? today : quietHourOf(now - DAY, zone);
}

function quietHourOf(day: number, zone: string): number {
  const { year, month, day: date } = localTime(day, zone);
  const shown = Date.UTC(year, month - 1, date, QUIET_HOUR) * 1000;
  return shown - offsetAt(shown - offsetAt(shown, zone), zone);
}
