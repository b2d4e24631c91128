import { z } from 'zod';
import { KiB } from '../platform/call';
import { whoAmI as platformWhoAmI } from '../platform/auth';
import { bridgeCall } from './call';

export const whoAmI = bridgeCall({
  name: 'session.whoAmI',
  summary: 'Who is signed in, in which practice, and what they may do.',
  request: z.object({}),
  reply: platformWhoAmI.reply,
  when: 'open',
  audit: { none: 'It tells a person about themself.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 64 * KiB },
});
