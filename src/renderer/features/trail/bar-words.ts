import { localTime } from '../../../shared/domain/zoned-time';
import { dayName, fullDay, hourAndMinute, shortDate } from '../../lib/time';
import { counted } from '../../../shared/domain/words';
import type { ChartBar } from '../../ui/chart/bars';
import type { Bucket, Unit } from './buckets';
import type { Bars } from './take-trail';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export const unitNames: Readonly<Record<Unit, string>> = {
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
  quarter: 'Quarter',
  year: 'Year',
};

/** A bar's key is the moment at which it begins. */
export function chartBars({ unit, buckets }: Bars, zone: string): ChartBar[] {
  const severalMonths =
    localTime(buckets[0]?.from ?? 0, zone).month !== localTime((buckets.at(-1)?.until ?? 1) - 1, zone).month;
  return buckets.map((bucket) => ({
    key: String(bucket.from),
    label: labelOf(bucket, unit, zone, severalMonths),
    name: nameOf(bucket, unit, zone),
    values: [bucket.count],
  }));
}

function labelOf({ from }: Bucket, unit: Unit, zone: string, severalMonths: boolean): string {
  const { year, month, day } = localTime(from, zone);
  const short = (months[month - 1] ?? '').slice(0, 3);
  switch (unit) {
    case 'hour':
      return hourAndMinute(from, zone).replace(':00', '');
    case 'day':
      return severalMonths ? `${short} ${day}` : `${weekdayOf(year, month, day)} ${day}`;
    case 'week':
      return `${short} ${day}`;
    case 'month':
      return month === 1 ? `${short} ${year}` : short;
    case 'quarter':
      return month === 1 ? `Q1 ${year}` : `Q${Math.ceil(month / 3)}`;
    case 'year':
      return String(year);
  }
}

function nameOf({ from }: Bucket, unit: Unit, zone: string): string {
  const { year, month } = localTime(from, zone);
  const name = months[month - 1] ?? '';
  switch (unit) {
    case 'hour':
      return `${dayName(from, zone)}, ${hourAndMinute(from, zone).replace(':00', '')}`;
    case 'day':
      return dayName(from, zone);
    case 'week':
      return `Week of ${shortDate(from, zone)}`;
    case 'month':
      return `${name} ${year}`;
    case 'quarter':
      return `${name} to ${months[month + 1] ?? ''} ${year}`;
    case 'year':
      return String(year);
  }
}

function weekdayOf(year: number, month: number, day: number): string {
  return weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '';
}

/** The chart in a sentence, for those who do not see it. */
export function barSummary({ unit, buckets }: Bars, zone: string): string {
  const [first] = buckets;
  const last = buckets.at(-1);
  if (first === undefined || last === undefined) return 'There is nothing to draw.';
  const all = buckets.reduce((sum, { count }) => sum + count, 0);
  const span = `${fullDay(first.from, zone)} to ${fullDay(last.until - 1, zone)}`;
  const most = buckets.reduce((top, bucket) => (bucket.count > top.count ? bucket : top));
  const peak =
    all === 0 ? '' : ` The most, ${most.count.toLocaleString('en-US')}, in: ${nameOf(most, unit, zone)}.`;
  return `${counted(all, 'event')} by ${unitNames[unit].toLowerCase()}, ${span}.${peak}`;
}
