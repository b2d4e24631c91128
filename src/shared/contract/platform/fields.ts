import { z } from 'zod';
import { parseInstant } from '../../domain/audit-event/instant';

export { writtenText } from '../../domain/written-text';

/** A point in time from 1970 to 2199, as RFC 3339 in UTC. */
export const timestamp = z
  .string()
  .regex(
    /^(19[7-9]\d|20\d\d|21\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z$/,
    'Write a time as in 2026-11-15T22:21:55Z',
  )
  .refine((text) => parseInstant(text).ok, 'There is no such time');

/** A page of a list as EP-050 asks for it, counted from 1. */
export const pageRequest = {
  page: z.int().min(1).max(100_000).default(1),
  page_size: z.int().min(1).max(100).default(20),
};

/** A page of a list as EP-050 answers it; `total` counts the items of all pages. */
export const pageReply = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item).max(100),
    total: z.int().nonnegative(),
    page: z.int().min(1),
    page_size: z.int().min(1).max(100),
  });
