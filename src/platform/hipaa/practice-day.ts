import { dayText } from '../../shared/domain/calendar-day';
import type { Service } from '../service';
import { calendarOf } from '../synthetic/calendar';

/** Today in the practice's time zone, as YYYY-MM-DD. */
export function today({ clock, practice }: Pick<Service, 'clock' | 'practice'>): string {
  return dayText(calendarOf(practice.timeZone).dayOf(clock()));
}
