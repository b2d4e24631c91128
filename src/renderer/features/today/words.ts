import { DAY, startOfDay } from '../../lib/days';
import { dayName, hourAndMinute, weekday } from '../../lib/time';
import { counted, listed, times } from '../../../shared/domain/words';

export interface Since {
  events: number;
  accesses: number;
  patients: number;
  people: number;
  exports: number;
  failedSignIns: number;
  refusals: number;
}

/** `today at 8:02 AM`, `yesterday at …`, `Friday at …`, `on Tuesday, November 3, at …`: as one says it to somebody. */
export function momentWords(at: number, now: number, zone: string): string {
  const days = Math.round((startOfDay(now, zone) - startOfDay(at, zone)) / DAY);
  const time = hourAndMinute(at, zone);
  if (days <= 0) return `today at ${time}`;
  if (days === 1) return `yesterday at ${time}`;
  return days < 7 ? `${weekday(at, zone)} at ${time}` : `on ${dayName(at, zone)}, at ${time}`;
}

/** The day of `momentWords`, for headings: `Changed since Friday`. */
export function dayWords(at: number, now: number, zone: string): string {
  const days = Math.round((startOfDay(now, zone) - startOfDay(at, zone)) / DAY);
  if (days <= 0) return 'earlier today';
  if (days === 1) return 'yesterday';
  return days < 7 ? weekday(at, zone) : dayName(at, zone);
}

/** When one was last here. */
export function lastHereWords(lastHere: number | null, now: number, zone: string): string {
  return lastHere === null
    ? 'This is the first time you are here.'
    : `You were last here ${momentWords(lastHere, now, zone)}.`;
}

/** What the trail holds since then: whole numbers with what they are part of. */
export function sinceWords(since: Since, first: boolean, days: number): string {
  const { events, accesses, patients, people } = since;
  if (events === 0) return first ? 'Nothing is recorded yet.' : 'Nothing was recorded since then.';
  const when = first ? `In the last ${counted(days, 'day')}` : 'Since then';
  const recorded = `${when} ${counted(events, 'event')} ${events === 1 ? 'was' : 'were'} recorded`;
  if (accesses === 0) return `${recorded}. No patient’s record was opened.`;
  return `${recorded}: ${counted(people, 'person', 'people')} opened records of ${counted(patients, 'patient')} ${times(accesses)}.`;
}

/** What one may want to look at, null where there was nothing of it. */
export function besidesWords({ exports, failedSignIns, refusals }: Since): string | null {
  const parts = [
    exports > 0 ? counted(exports, 'export') : '',
    failedSignIns > 0 ? counted(failedSignIns, 'sign-in that failed', 'sign-ins that failed') : '',
    refusals > 0 ? counted(refusals, 'act that was refused', 'acts that were refused') : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return null;
  const one = parts.length === 1 && exports + failedSignIns + refusals === 1;
  return `There ${one ? 'was' : 'were'} ${listed(parts)}.`;
}
