import { z } from 'zod';
import { newPassword } from '../../domain/new-password';
import { account, displayName, practice, userName } from './auth';
import { KiB, platformCall } from './call';

export const claimPractice = platformCall({
  name: 'practice.claim',
  summary:
    'Creates the first administrator of a service that has none, for whoever holds the set-up code it printed when it started.',
  method: 'POST',
  path: '/api/v1/practice/claim',
  request: z.object({
    setupCode: z.string().min(16).max(128),
    displayName: z.string().trim().pipe(displayName),
    userName,
    password: newPassword,
  }),
  reply: z.object({ account, practice }),
  permission: 'anyone',
  audit: { action: 'CREATE', verb: 'PRACTICE_CLAIMED', resource: 'User' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 16 * KiB },
});
