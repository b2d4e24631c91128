import { dateText } from '../../shared/domain/zoned-time';
import type { Service } from '../service';

/** Today in the practice's time zone, as YYYY-MM-DD. */
export function today({ clock, practice }: Pick<Service, 'clock' | 'practice'>): string {
  return dateText(clock(), practice.timeZone);
}
