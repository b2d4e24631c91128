import { z } from 'zod';
import { actions, categories, outcomes } from './audit-event/vocabulary';

const id = z.string().min(1).max(256);
const micros = z.int().nonnegative();

/**
 * A stretch of days that is said relative to the present day: `today`, `last 30 days`, `since last monday`. What it
 * means on a day is for whoever knows the practice's calendar.
 */
export const relativeSpan = z
  .string()
  .regex(
    /^(?:(?:since|after|before|until|from) )?(?:today|yesterday|(?:this|last) (?:week|month|year)|(?:last|past) \d{1,4} (?:days?|weeks?)|(?:(?:this|last) )?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6})$/,
  );

/** Which events of the trail are meant: every part that is given must hold; within a list one of it is enough. */
export const trailFilter = z.object({
  /** User ids of who acted. */
  who: z.array(id).min(1).max(50).optional(),
  /** Ids of patients concerned. */
  patients: z.array(id).min(1).max(50).optional(),
  actions: z.array(z.enum(actions)).min(1).optional(),
  categories: z.array(z.enum(categories)).min(1).optional(),
  outcomes: z.array(z.enum(outcomes)).min(1).optional(),
  /** The network address, as the event has it. */
  address: z.string().min(1).max(64).optional(),
  /** Microseconds UTC: from the first, up to but without the second. */
  from: micros.optional(),
  until: micros.optional(),
  /** How `from` and `until` were said, where that was relative to a day: for asking again on another one. */
  span: relativeSpan.optional(),
  /** Words that people wrote (justifications, notes), and ids, names and verbs, without regard to case. */
  text: z.string().trim().min(1).max(200).optional(),
});
export type TrailFilter = z.infer<typeof trailFilter>;

export function isEmptyFilter(filter: TrailFilter): boolean {
  return Object.values(filter).every((part) => part === undefined);
}
