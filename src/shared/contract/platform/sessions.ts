import { z } from 'zod';
import { newPassword } from '../../domain/new-password';
import { reason } from '../../domain/reason';
import { userName } from './auth';
import { KiB, MiB, platformCall } from './call';

/** A session that lives, or one that was just ended. Times are microseconds since the Unix epoch. */
export const listedSession = z.object({
  sessionId: z.uuid(),
  userId: z.uuid(),
  userName,
  /** From where it was opened. */
  address: z.string().max(64),
  openedAt: z.int().nonnegative(),
  /** When it was opened or last refreshed: the last sign of life. */
  refreshedAt: z.int().nonnegative(),
  /** The latest that it can live. */
  expiresAt: z.int().nonnegative(),
  /** It is the one that asks. */
  current: z.boolean(),
});
export type ListedSession = z.infer<typeof listedSession>;

const sessionIds = z.array(z.uuid()).min(1).max(100);
/** Those that lived until now; one that had ended before is not among them. */
const ended = z.object({ ended: z.array(listedSession).max(100) });

export const listOwnSessions = platformCall({
  name: 'auth.listSessions',
  summary: 'Where the caller is signed in.',
  method: 'GET',
  path: '/api/v1/auth/sessions/',
  request: z.object({}),
  reply: z.object({ sessions: z.array(listedSession).max(100) }),
  permission: 'signed-in',
  audit: { none: 'It tells a person about themself; each sign-in is recorded.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 128 * KiB },
});

export const endOwnSessions = platformCall({
  name: 'auth.endSessions',
  summary: 'Ends sessions of the caller’s own; with none named, all but the one that asks.',
  method: 'POST',
  path: '/api/v1/auth/sessions/end/',
  request: z.object({ sessionIds: sessionIds.optional() }),
  reply: ended,
  permission: 'signed-in',
  audit: { action: 'LOGOUT', verb: 'SESSION_ENDED', resource: 'Session' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 128 * KiB },
});

export const listSessions = platformCall({
  name: 'sessions.list',
  summary: 'Who is signed in, and from where; the newest first.',
  method: 'GET',
  path: '/api/v1/sessions',
  request: z.object({
    /** Only this person’s. */
    userId: z.uuid().optional(),
    /** How many to pass over. */
    from: z.int().min(0).max(100_000).default(0),
    limit: z.int().min(1).max(1000).default(200),
  }),
  reply: z.object({ sessions: z.array(listedSession).max(1000), total: z.int().nonnegative() }),
  permission: 'sessions:read',
  audit: { none: 'It holds no patient data, and tells less than the sign-ins that are recorded.' },
  revealsPhi: false,
  limits: { request: KiB, reply: MiB },
});

export const endSessions = platformCall({
  name: 'sessions.end',
  summary: 'Ends one session or several, whosever they are; what was ended is told.',
  method: 'POST',
  path: '/api/v1/sessions/end',
  request: z.object({ sessionIds, reason }),
  reply: ended,
  permission: 'sessions:end',
  audit: { action: 'LOGOUT', verb: 'SESSION_ENDED', resource: 'Session' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 128 * KiB },
});

export const endAllSessions = platformCall({
  name: 'sessions.endAll',
  summary: 'Ends every session of one person; what was ended is told.',
  method: 'POST',
  path: '/api/v1/workforce/{userId}/sessions/end',
  request: z.object({ userId: z.uuid(), reason }),
  reply: ended,
  permission: 'sessions:end',
  audit: { action: 'LOGOUT', verb: 'SESSION_ENDED', resource: 'Session' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 128 * KiB },
});

export const changePassword = platformCall({
  name: 'auth.changePassword',
  summary: 'Changes the caller’s password; their other sessions end.',
  method: 'POST',
  path: '/api/v1/auth/password/',
  request: z.object({ password: z.string().min(1).max(1024), newPassword }),
  reply: ended,
  permission: 'signed-in',
  audit: { action: 'UPDATE', verb: 'PASSWORD_CHANGED', resource: 'User' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 128 * KiB },
});
