import { z } from 'zod';
import { newPassword } from '../../domain/new-password';
import { KiB } from '../platform/call';
import { account, practice, userName } from '../platform/auth';
import { bridgeCall, bridgeNotice } from './call';
import { refusal } from './refusal';

/** What the gate screens can say before anybody is in. */
export const gateView = z.object({
  /** The practice kept on this computer, once known. */
  practice: practice.nullable(),
  /** `starting` until the platform answers; `unclaimed`: it has no administrator yet. */
  platform: z.enum(['starting', 'unclaimed', 'ready', 'unreachable']),
  /** People with a vault on this computer. */
  people: z.array(z.object({ userName, displayName: z.string().max(200) })).max(50),
  /** Why nobody can come in at the moment. */
  problem: refusal.nullable(),
});
export type GateView = z.infer<typeof gateView>;

export const lookAtGate = bridgeCall({
  name: 'gate.look',
  summary: 'What to show before anybody is signed in.',
  request: z.object({}),
  reply: gateView,
  when: 'gate',
  audit: { none: 'Nothing of the record is opened.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 64 * KiB },
});

export const claim = bridgeCall({
  name: 'gate.claim',
  summary: 'Makes the first administrator of the practice on this computer.',
  request: z.object({ displayName: z.string().trim().min(1).max(200), userName, password: newPassword }),
  reply: z.object({ account }),
  when: 'gate',
  audit: { none: 'The platform records it.' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 8 * KiB },
});

export const signIn = bridgeCall({
  name: 'gate.signIn',
  summary: 'Signs in to the platform and opens this person’s vault.',
  request: z.object({ userName, password: z.string().min(1).max(1024) }),
  reply: z.object({ account, practice }),
  when: 'gate',
  audit: { none: 'The platform records the sign-in.' },
  revealsPhi: false,
  limits: { request: 8 * KiB, reply: 8 * KiB },
});

export const lock = bridgeCall({
  name: 'gate.lock',
  summary: 'Closes the vault, ends its process and puts the gate in front.',
  request: z.object({}),
  reply: z.object({}),
  when: 'open',
  audit: { none: 'Locking opens nothing.' },
  revealsPhi: false,
  limits: { request: KiB, reply: KiB },
});

/** The gate's view changed: look again. */
export const gateChanged = bridgeNotice({ name: 'gate.changed', payload: z.object({}) });
