import { localTime } from '../shared/domain/zoned-time';
import { MINUTE } from './clock';

/** A computer that is off at night does its nightly work at another hour, once it is so late. */
const OVERDUE_AFTER = 36 * 60 * MINUTE;
/** Hours of the practice's clock at which nobody is there. */
const QUIET_HOURS = [2, 3, 4];

/** The instant by which nightly work is judged to be due at this hour. Microseconds. */
export function nightlyNow(now: number, timeZone: string): number {
  return QUIET_HOURS.includes(localTime(now, timeZone).hour) ? now : now - OVERDUE_AFTER;
}
