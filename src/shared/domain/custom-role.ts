import { z } from 'zod';
import { isStorableText } from './audit-event/bounded-json';
import { scopes } from './permission';
import { permissions } from './permission-words';

/** A role that the practice made for itself. Its prefix keeps it apart from built-in roles of any version. */
export const customRoleCode = z.string().regex(/^custom\.[a-z][a-z0-9_]{1,40}$/);

export const roleTitle = z
  .string()
  .trim()
  .min(2)
  .max(60)
  .refine(isStorableText, 'Text must be well-formed and without U+0000');

/** What a custom role may be given: permissions there are, each once. */
export const grants = z
  .array(z.object({ permission: z.enum(permissions), scope: z.enum(scopes) }))
  .max(200)
  .refine(
    (given) => new Set(given.map(({ permission }) => permission)).size === given.length,
    'Each permission is granted once',
  );
