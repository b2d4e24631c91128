import { z } from 'zod';
import { isStorableText } from './audit-event/bounded-json';
import { pronouns } from './workforce-member';

/** Line breaks and other control characters, and marks that turn the direction of what follows. */
const notOnOneLine = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Text on one line, as a person types it; the spaces around it are dropped. */
const line = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .refine((text) => isStorableText(text) && !notOnOneLine.test(text), 'It must be plain text on one line');

/** What an account says of its person, where somebody enters it. */
export const accountFields = {
  userName: line(1, 254),
  displayName: line(1, 200),
  /** Null: the name is used again. */
  pronoun: z.enum(pronouns).nullable(),
  /** A role's code. */
  role: z.string().min(1).max(64).refine(isStorableText, 'There is no such role'),
  /** Empty: the role's title. */
  jobTitle: line(0, 100),
};
