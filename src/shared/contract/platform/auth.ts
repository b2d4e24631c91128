import { z } from 'zod';
import { isStorableText } from '../../domain/audit-event/bounded-json';
import { KiB, platformCall } from './call';
import { signInCode } from './second-factor';

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

/** What keeps somebody signed in. Lives in seconds. */
const tokens = {
  accessToken: z.string().max(4096),
  expiresIn: z.int().positive(),
  /** Works once; the next one comes with the reply that used it. */
  refreshToken: z.string().min(32).max(256),
  refreshExpiresIn: z.int().positive(),
};

export const signIn = platformCall({
  name: 'auth.signIn',
  summary: 'Opens a session for a user name, a password and, where the account has one, a second factor.',
  method: 'POST',
  path: '/api/v1/auth/login/',
  request: z.object({
    userName,
    password: z.string().min(1).max(1024),
    /** Left out first: the refusal `code-needed` says that the password was right and a code is wanted. */
    code: signInCode.optional(),
  }),
  reply: z.object({
    ...tokens,
    account,
    /** The sign-in before this one, so that its owner notices one that was not theirs. Microseconds. */
    previousSignIn: z.object({ at: z.int().nonnegative(), address: z.string().max(64) }).nullable(),
    /** Null where the account has no second factor. */
    recoveryCodesLeft: z.int().nonnegative().nullable(),
  }),
  permission: 'anyone',
  audit: { action: 'LOGIN', verb: 'LOGIN', resource: 'Session' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 16 * KiB },
});

export const refreshSession = platformCall({
  name: 'auth.refreshSession',
  summary: 'Changes a refresh token for new tokens. One that was used before ends its session.',
  method: 'POST',
  path: '/api/v1/auth/refresh/',
  request: z.object({ refreshToken: z.string().min(1).max(256) }),
  reply: z.object(tokens),
  permission: 'anyone',
  audit: { none: 'A console that stays open does it by itself; only a token used twice is recorded.' },
  revealsPhi: false,
  limits: { request: 4 * KiB, reply: 16 * KiB },
});

export const signOut = platformCall({
  name: 'auth.signOut',
  summary: 'Ends all sessions of the caller; only the one that asks, for a console that locks.',
  method: 'POST',
  path: '/api/v1/auth/logout/',
  request: z.object({
    /** Nobody signs out: a console locks, or lets go of a session in whose place another came. */
    onlyThis: z.boolean().default(false),
  }),
  reply: z.object({}),
  permission: 'signed-in',
  beforeSecondFactor: true,
  audit: { action: 'LOGOUT', verb: 'LOGOUT', resource: 'Session' },
  revealsPhi: false,
  limits: { request: KiB, reply: KiB },
});

export const whoAmI = platformCall({
  name: 'auth.whoAmI',
  summary: 'Who holds this session, in which practice, with which permissions.',
  method: 'GET',
  path: '/api/v1/auth/me/',
  request: z.object({}),
  reply: z.object({ account, practice, permissions: z.array(z.string().max(100)).max(500) }),
  permission: 'signed-in',
  beforeSecondFactor: true,
  audit: { none: 'It tells a person about themself; the sign-in that opened the session is recorded.' },
  revealsPhi: false,
  limits: { request: 1 * KiB, reply: 64 * KiB },
});
