import { z } from 'zod';
import { reason } from '../../domain/reason';
import { KiB, platformCall } from './call';

export const resetPassword = platformCall({
  name: 'auth.resetPassword',
  summary:
    'Takes away the password that somebody forgot, ends their sessions, and makes a code with which they choose a new one. It is shown this once, holds for an hour, and is claimed as an invitation is.',
  method: 'POST',
  path: '/api/v1/workforce/{userId}/password/reset',
  request: z.object({ userId: z.uuid(), reason }),
  reply: z.object({
    code: z.string().max(64),
    /** Microseconds. */
    expiresAt: z.int().nonnegative(),
    /** How many sessions ended. */
    sessionsEnded: z.int().nonnegative(),
  }),
  permission: 'passwords:reset',
  audit: { action: 'UPDATE', verb: 'PASSWORD_RESET', resource: 'User' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: KiB },
});
