import { z } from 'zod';
import { KiB, platformCall } from './call';

export const userName = z.string().min(1).max(254);

/** A person as the platform knows them. `role` is a role's code. */
export const account = z.object({
  userId: z.uuid(),
  userName,
  displayName: z.string().min(1).max(200),
  role: z.string().min(1).max(64),
});
export type Account = z.infer<typeof account>;

/** The practice the service keeps; `synthetic` says that nobody in it exists. */
export const practice = z.object({
  practiceId: z.uuid(),
  name: z.string().min(1).max(200),
  timeZone: z.string().min(1).max(64),
  synthetic: z.boolean(),
});
export type Practice = z.infer<typeof practice>;

export const signIn = platformCall({
  name: 'auth.signIn',
  summary: 'Opens a session for a user name and password.',
  method: 'POST',
  path: '/api/v1/auth/login/',
  request: z.object({
    userName,
    password: z.string().min(1).max(1024),
  }),
  reply: z.object({
    accessToken: z.string().max(4096),
    /** Seconds. */
    expiresIn: z.int().positive(),
    account,
  }),
  permission: 'anyone',
  audit: { action: 'LOGIN', verb: 'LOGIN', resource: 'Session' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 16 * KiB },
});

export const whoAmI = platformCall({
  name: 'auth.whoAmI',
  summary: 'Who holds this session, in which practice, with which permissions.',
  method: 'GET',
  path: '/api/v1/auth/me/',
  request: z.object({}),
  reply: z.object({ account, practice, permissions: z.array(z.string().max(100)).max(500) }),
  permission: 'signed-in',
  audit: { none: 'It tells a person about themself; the sign-in that opened the session is recorded.' },
  revealsPhi: false,
  limits: { request: 1 * KiB, reply: 64 * KiB },
});
