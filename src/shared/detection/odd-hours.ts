import { DAY, type Detector } from './detector';

interface Hours {
  /** Days on which the person did anything, and the newest of them. */
  days: number;
  day: number;
  /** What was done in each hour of a day, Monday to Friday, then in each hour of a weekend's. */
  counts: number[];
}

const HOURS = 24;
/** Acts at weekends, or on weekdays, from which on their own hours say something. */
const LEAST_OF_KIND = 20;
/** Then older work counts half. */
const MOST_COUNTED = 5000;

/**
 * Somebody works when the practice is closed and they hardly ever do. Whoever is on call at night has nights in their
 * past, and is not told of; nor is anybody whose past is too short to say what is usual.
 */
export const oddHours: Detector<Hours> = {
  kind: 'odd-hours',
  keptFor: 200 * DAY,
  keyOf: ({ did, userId, sessionId }) => (did === 'act' && sessionId !== null ? userId : null),
  observe(state, { at, userId, local }, { oddHoursDays, oddHoursPerThousand }) {
    const before = state ?? { days: 0, day: -1, counts: Array<number>(2 * HOURS).fill(0) };
    const isWeekend = local.weekday === 0 || local.weekday === 6;
    const bin = (hour: number) => (isWeekend ? HOURS : 0) + ((hour + HOURS) % HOURS);
    const total = before.counts.reduce((sum, count) => sum + count, 0);
    const around = [-1, 0, 1].reduce((sum, off) => sum + (before.counts[bin(local.hour + off)] ?? 0), 0);
    const counts =
      total >= MOST_COUNTED ? before.counts.map((count) => Math.floor(count / 2)) : [...before.counts];
    counts[bin(local.hour)] = (counts[bin(local.hour)] ?? 0) + 1;
    const isNewDay = local.day > before.day;
    const next: Hours = {
      days: before.days + (isNewDay ? 1 : 0),
      day: Math.max(before.day, local.day),
      counts,
    };
    // Weekends are held against weekends, once there are some: of all of somebody's work they are little anyway.
    const ofKind = before.counts.slice(bin(0), bin(0) + HOURS).reduce((sum, count) => sum + count, 0);
    const share = (1000 * around) / Math.max(1, ofKind >= LEAST_OF_KIND ? ofKind : total);
    const isOdd = !local.isExpected && before.days >= oddHoursDays && share < oddHoursPerThousand;
    if (!isOdd || userId === null) return { state: next, finding: null };
    const day = isWeekend ? 'at a weekend' : 'on a weekday';
    const hour = `${String(local.hour).padStart(2, '0')}:00`;
    return {
      state: next,
      finding: {
        kind: 'odd-hours',
        subject: { userId },
        since: at,
        at,
        facts: {
          hour: local.hour,
          weekday: local.weekday,
          perThousand: Math.round(share * 10) / 10,
          threshold: oddHoursPerThousand,
          daysKnown: before.days,
        },
        weight: oddHoursPerThousand - share,
        reason: `This person worked after ${hour} ${day}, when the practice is closed and they have no shift; of what they did on ${before.days} days, ${(share / 10).toFixed(1)} % was around that hour.`,
      },
    };
  },
};
