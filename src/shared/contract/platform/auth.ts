import { z } from 'zod';
import { isStorableText } from '../../domain/audit-event/bounded-json';
import { KiB, platformCall } from './call';

/** Text that every store and every encoding can hold: no unpaired surrogate, no U+0000. */
const name = (max: number) =>
  z.string().min(1).max(max).refine(isStorableText, 'Text must be well-formed and without U+0000');

export const userName = name(254);
/** How a person is called on the screen. */
export const displayName = name(200);

/** A person as the platform knows them. `role` is a role's code. */
export const account = z.object({
  userId: z.uuid(),
  userName,
  displayName,
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
