import { z } from 'zod';
import { errorCodes } from '../../domain/result';

export const refusal = z.object({
  ok: z.literal(false),
  code: z.enum(errorCodes),
  message: z.string().max(1000),
  hint: z.string().max(1000),
  retryAfter: z.number().nonnegative().optional(),
});
