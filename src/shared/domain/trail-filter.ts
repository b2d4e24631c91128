import { z } from 'zod';
import { actions, categories, outcomes } from './audit-event/vocabulary';

const id = z.string().min(1).max(256);
const micros = z.int().nonnegative();

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
  /** Words that people wrote (justifications, notes), and ids, names and verbs, without regard to case. */
  text: z.string().trim().min(1).max(200).optional(),
});
export type TrailFilter = z.infer<typeof trailFilter>;

export function isEmptyFilter(filter: TrailFilter): boolean {
  return Object.values(filter).every((part) => part === undefined);
}
