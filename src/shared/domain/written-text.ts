import { z } from 'zod';
import { isStorableText } from './audit-event/bounded-json';

/** Text that people write, that every store and every encoding can hold: no unpaired surrogate, no U+0000. */
export const writtenText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => isStorableText(text) && text.trim() !== '', 'Write something that can be read');
