import { z } from 'zod';
import { passwordLacks } from './password';

/** A password somebody is choosing; an existing one is never measured against today's rules. */
export const newPassword = z
  .string()
  .max(1024)
  .refine((password) => passwordLacks(password).length === 0, {
    error: (issue) => `The password still needs ${passwordLacks(String(issue.input)).join(', ')}.`,
  });
