import { z } from 'zod';
import { KiB } from '../platform/call';
import { whoAmI as platformWhoAmI } from '../platform/auth';
import { signInCode } from '../platform/second-factor';
import { bridgeCall } from './call';

export const whoAmI = bridgeCall({
  name: 'session.whoAmI',
  summary: 'Who is signed in, in which practice, what they may do, and how they came in.',
  request: z.object({}),
  reply: platformWhoAmI.reply.extend({
    /** The vault was opened without the platform, or the platform’s session has ended since. */
    offline: z.boolean(),
    /** Until when the vault opens without the platform, microseconds; null where it has never been online. */
    leaseUntil: z.int().nullable(),
    previousSignIn: z.object({ at: z.int().nonnegative(), address: z.string().max(64) }).nullable(),
  }),
  when: 'open',
  audit: { none: 'It tells a person about themself.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 64 * KiB },
});

export const goOnline = bridgeCall({
  name: 'session.goOnline',
  summary: 'Signs in to the platform from a vault that was opened without it.',
  request: z.object({ password: z.string().min(1).max(1024), code: signInCode.optional() }),
  reply: z.object({}),
  when: 'open',
  audit: { none: 'The platform records the sign-in.' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: KiB },
});
