import { localTime } from '../../../shared/domain/zoned-time';
import { startOfDate } from '../../lib/days';

/** Days as people write them, of the practice's calendar. Instants are microseconds UTC. */

export interface CalendarDay {
  year: number;
  /** From 1. */
  month: number;
  day: number;
}

/** A stretch of days, the last one included; one side open where it says so. */
export interface Span {
  first: CalendarDay | null;
  last: CalendarDay | null;
}

/** Where a phrase ended: how many words it took, and what it means or what is wrong with it. */
export type DatePhrase = { words: number; span: Span } | { words: number; problem: string } | null;

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const joins = new Set(['-', '–', '—', 'to', 'until', 'till', 'through']);

/** Reads a date or a stretch of dates from `words` (lower case) at `at`. */
export function datePhrase(words: readonly string[], at: number, today: CalendarDay): DatePhrase {
  const first = words[at];
  if (first === 'since' || first === 'after' || first === 'before' || first === 'until') {
    const rest = simplePhrase(words, at + 1, today);
    if (rest === null || 'problem' in rest) return rest && { ...rest, words: rest.words + 1 };
    return { words: rest.words + 1, span: openSpan(first, rest.span) };
  }
  const begin = simplePhrase(words, at + (first === 'from' ? 1 : 0), today);
  if (begin === null || 'problem' in begin) return begin;
  const used = begin.words + (first === 'from' ? 1 : 0);
  const join = words[at + used];
  if (join !== undefined && joins.has(join)) {
    const end = secondDate(words, at + used + 1, begin.span, today);
    if (end !== null && 'problem' in end) return { ...end, words: used + 1 + end.words };
    if (end !== null) {
      const span = ordered({ first: begin.span.first, last: end.span.last });
      return { words: used + 1 + end.words, span };
    }
  }
  return { words: used, span: first === 'from' ? { first: begin.span.first, last: null } : begin.span };
}

function openSpan(word: 'since' | 'after' | 'before' | 'until', { first, last }: Span): Span {
  switch (word) {
    case 'since':
      return { first, last: null };
    case 'after':
      return { first: last && plusDays(last, 1), last: null };
    case 'before':
      return { first: null, last: first && plusDays(first, -1) };
    case 'until':
      return { first: null, last };
  }
}

/** The second date of a stretch, where the month need not be said again: the 17 of `Nov 1–17`. */
function secondDate(words: readonly string[], at: number, begin: Span, today: CalendarDay): DatePhrase {
  const number = dayNumber(words[at]);
  if (number === null || begin.first === null) return simplePhrase(words, at, today);
  const year = yearNumber(words[at + 1]);
  const end = { ...begin.first, year: year ?? begin.first.year, day: number };
  const used = year === null ? 1 : 2;
  return number <= monthLength(end)
    ? { words: used, span: oneDay(end) }
    : { words: used, problem: lengthOf(end) };
}

function simplePhrase(words: readonly string[], at: number, today: CalendarDay): DatePhrase {
  const word = words[at];
  if (word === undefined) return null;
  if (word === 'today') return { words: 1, span: oneDay(today) };
  if (word === 'yesterday') return { words: 1, span: oneDay(plusDays(today, -1)) };
  return (
    relative(words, at, today) ?? weekday(word, today) ?? numeric(word, today) ?? named(words, at, today)
  );
}

/** `this week`, `last month`, `the past 30 days`. */
function relative(words: readonly string[], at: number, today: CalendarDay): DatePhrase {
  const [which, next, unit] = [words[at], words[at + 1] ?? '', words[at + 2] ?? ''];
  if (which === 'last' || which === 'past') {
    const number = /^\d{1,4}$/.test(next) ? Number(next) : null;
    const length = { day: 1, days: 1, week: 7, weeks: 7 }[unit];
    if (number !== null && number > 0 && length !== undefined) {
      return { words: 3, span: { first: plusDays(today, 1 - number * length), last: today } };
    }
  }
  if (which !== 'this' && which !== 'last') return null;
  const back = which === 'last' ? 1 : 0;
  const until = (last: CalendarDay) => (back === 0 ? today : last);
  if (next === 'week') {
    const sunday = plusDays(today, -weekdayOf(today) - 7 * back);
    return { words: 2, span: { first: sunday, last: until(plusDays(sunday, 6)) } };
  }
  if (next === 'month') {
    const first = normal({ year: today.year, month: today.month - back, day: 1 });
    return { words: 2, span: { first, last: until({ ...first, day: monthLength(first) }) } };
  }
  if (next === 'year') {
    const year = today.year - back;
    return {
      words: 2,
      span: { first: { year, month: 1, day: 1 }, last: until({ year, month: 12, day: 31 }) },
    };
  }
  const named = weekday(next, plusDays(today, -back));
  return named === null ? null : { ...named, words: 2 };
}

/** The newest day of that name that is not to come. */
function weekday(word: string, today: CalendarDay): DatePhrase {
  const index = startsUniquely(weekdays, word);
  if (index === null) return null;
  return { words: 1, span: oneDay(plusDays(today, -((weekdayOf(today) - index + 7) % 7))) };
}

/** `2026-11-15`, `11/15`, `11/15/2026`. */
function numeric(word: string, today: CalendarDay): DatePhrase {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(word);
  const american = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?$/.exec(word);
  const [year, month, day] =
    iso !== null
      ? [Number(iso[1]), Number(iso[2]), Number(iso[3])]
      : american !== null
        ? [american[3] === undefined ? null : Number(american[3]), Number(american[1]), Number(american[2])]
        : [null, 0, 0];
  if (iso === null && american === null) return null;
  if (month < 1 || month > 12 || day < 1) return { words: 1, problem: `${word} is no date.` };
  return dated({ year: year ?? latestYear(month, day, today), month, day }, 1);
}

/** `Nov 15`, `November 15 2026`, `15 Nov`, `November`, `Nov 2026`. */
function named(words: readonly string[], at: number, today: CalendarDay): DatePhrase {
  const [one = '', two, three] = [words[at], words[at + 1], words[at + 2]];
  const dayFirst = dayNumber(one);
  const index = startsUniquely(months, (dayFirst === null ? one : (two ?? '')).replace(/\.$/, ''));
  if (index === null) return null;
  const month = index + 1;
  const day = dayFirst ?? dayNumber(two);
  const year = yearNumber(day === null ? two : three);
  const used = 1 + (day === null ? 0 : 1) + (year === null ? 0 : 1);
  if (day !== null) return dated({ year: year ?? latestYear(month, day, today), month, day }, used);
  const first = { year: year ?? latestYear(month, 1, today), month, day: 1 };
  return { words: used, span: { first, last: { ...first, day: monthLength(first) } } };
}

function dated(day: CalendarDay, words: number): DatePhrase {
  return day.day <= monthLength(day) ? { words, span: oneDay(day) } : { words, problem: lengthOf(day) };
}

function lengthOf(day: CalendarDay): string {
  const name = months[day.month - 1] ?? '';
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} has ${monthLength(day)} days.`;
}

/** A month or weekday by its name or at least three letters of it. */
function startsUniquely(names: readonly string[], word: string): number | null {
  if (word.length < 3) return null;
  const index = names.findIndex((name) => name.startsWith(word));
  return index < 0 ? null : index;
}

function dayNumber(word: string | undefined): number | null {
  const found = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word ?? '');
  const number = Number(found?.[1]);
  return number >= 1 && number <= 31 ? number : null;
}

function yearNumber(word: string | undefined): number | null {
  return /^(?:19|20)\d\d$/.test(word ?? '') ? Number(word) : null;
}

/** The newest year in which that day is not to come. */
function latestYear(month: number, day: number, today: CalendarDay): number {
  return month > today.month || (month === today.month && day > today.day) ? today.year - 1 : today.year;
}

function monthLength({ year, month }: CalendarDay): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function weekdayOf({ year, month, day }: CalendarDay): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

function normal({ year, month, day }: CalendarDay): CalendarDay {
  const date = new Date(Date.UTC(year, month - 1, day));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function plusDays(day: CalendarDay, days: number): CalendarDay {
  return normal({ ...day, day: day.day + days });
}

function oneDay(day: CalendarDay): Span {
  return { first: day, last: day };
}

function ordered({ first, last }: Span): Span {
  if (first === null || last === null) return { first, last };
  return stamp(first) <= stamp(last) ? { first, last } : { first: last, last: first };
}

function stamp({ year, month, day }: CalendarDay): number {
  return Date.UTC(year, month - 1, day);
}

/** The calendar day in `zone` that an instant lies in. */
export function calendarDay(micros: number, zone: string): CalendarDay {
  const { year, month, day } = localTime(micros, zone);
  return { year, month, day };
}

/** From midnight of the first day up to midnight after the last one. */
export function instantsOf({ first, last }: Span, zone: string): { from?: number; until?: number } {
  return {
    ...(first === null ? {} : { from: Math.max(0, startOfDate(first, zone)) }),
    ...(last === null ? {} : { until: Math.max(0, startOfDate(plusDays(last, 1), zone)) }),
  };
}
