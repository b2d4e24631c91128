import { z } from 'zod';
import { reason } from '../../domain/reason';
import { KiB, platformCall } from './call';

/** Six digits of an authenticator app (RFC 6238), or one of the recovery codes given when it was set up. */
export const signInCode = z.string().trim().min(6).max(32);

export const beginSecondFactor = platformCall({
  name: 'auth.beginSecondFactor',
  summary:
    'Gives the caller a fresh secret for an authenticator app; nothing changes until a code confirms it. Where one is on already, it asks for a code of that.',
  method: 'POST',
  path: '/api/v1/auth/mfa/setup/',
  request: z.object({
    password: z.string().min(1).max(1024),
    /** Of the second factor that is on; left out where none is, and at first: the refusal `code-needed` asks for it. */
    code: signInCode.optional(),
  }),
  reply: z.object({
    /** Base32, as people type it. */
    secret: z.string().regex(/^[A-Z2-7]{32}$/),
    /** `otpauth://totp/…`, for a QR code. */
    uri: z.string().max(1000),
  }),
  permission: 'signed-in',
  beforeSecondFactor: true,
  audit: { action: 'UPDATE', verb: 'MFA_SETUP_STARTED', resource: 'User' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 8 * KiB },
});

export const confirmSecondFactor = platformCall({
  name: 'auth.confirmSecondFactor',
  summary:
    'Turns the second factor on, by a first code of the app; gives the recovery codes, once. The caller’s other sessions end.',
  method: 'POST',
  path: '/api/v1/auth/mfa/verify/',
  request: z.object({ code: z.string().regex(/^\d{6}$/) }),
  reply: z.object({ recoveryCodes: z.array(z.string().max(32)).max(20) }),
  permission: 'signed-in',
  beforeSecondFactor: true,
  audit: { action: 'UPDATE', verb: 'MFA_ENABLED', resource: 'User' },
  revealsPhi: false,
  limits: { request: KiB, reply: 8 * KiB },
});

export const resetSecondFactor = platformCall({
  name: 'auth.resetSecondFactor',
  summary: 'Takes away the second factor that somebody lost, with its recovery codes; ends their sessions.',
  method: 'POST',
  path: '/api/v1/workforce/{userId}/second-factor/reset',
  request: z.object({ userId: z.uuid(), reason }),
  /** How many sessions ended. */
  reply: z.object({ sessionsEnded: z.int().nonnegative() }),
  permission: 'second-factors:reset',
  audit: { action: 'UPDATE', verb: 'MFA_RESET', resource: 'User' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: KiB },
});
