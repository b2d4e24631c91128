import { dayNumber, dayText } from './calendar-day';

/** A covered entity has 60 days to give the accounting that a patient asked for (45 CFR 164.528(c)(1)(i)). */
const ANSWER_DAYS = 60;

/** The latest day on which an accounting asked for on this day is in time. Days as YYYY-MM-DD. */
export function accountingDueOn(askedOn: string): string {
  return dayText(dayNumber(askedOn) + ANSWER_DAYS);
}

/**
 * The first day that an accounting asked for on this day may reach back to: six years before it (45 CFR
 * 164.528(a)(1)); of 29 February in a year without one, the day after.
 */
export function accountingReachesTo(askedOn: string): string {
  const { year, month, day } = partsOf(askedOn);
  return new Date(Date.UTC(year - 6, month - 1, day)).toISOString().slice(0, 10);
}

function partsOf(on: string) {
  const [year, month, day] = on.split('-').map(Number) as [number, number, number];
  return { year, month, day };
}
