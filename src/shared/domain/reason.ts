import { z } from 'zod';
import { isStorableText } from './audit-event/bounded-json';

/** Why somebody does something to another's account, in their own words. It goes into the audit trail. */
export const reason = z
  .string()
  .trim()
  .min(3)
  .max(500)
  .refine(isStorableText, 'Text must be well-formed and without U+0000');
