import { z } from 'zod';

/** A day of the calendar from 1900 to 2199, as YYYY-MM-DD: two of them compare as text. */
export const calendarDay = z
  .string()
  .regex(/^(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'Write a day as in 2026-11-15')
  .refine(isDay, 'The calendar has no such day');

const DAY_MS = 86_400_000;

/** The day that lies `days` after 1970-01-01. */
export function dayText(days: number): string {
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days after 1970-01-01 it lies. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

function isDay(text: string): boolean {
  const number = dayNumber(text);
  // 30 February reads as the first days of March.
  return Number.isInteger(number) && dayText(number) === text;
}
