import { z } from 'zod';
import { auditEvent } from '../../domain/audit-event/audit-event';
import { KiB, MiB } from '../platform/call';
import { hashText } from '../platform/audit';
import { bridgeCall, bridgeNotice } from './call';

/** One line of the trail as a screen shows it. */
export const trailRow = z.object({
  seq: z.int().nonnegative(),
  event: auditEvent,
  leafHash: hashText,
});
export type TrailRow = z.infer<typeof trailRow>;

/** How the copy on this computer stands to the platform's log. */
export const trailStanding = z.object({
  /** Events kept here; the next place wanted. */
  size: z.int().nonnegative(),
  /** The Merkle tree head recomputed here from those events, null while there are none. */
  root: hashText.nullable(),
  /** Size of the newest signed checkpoint that the recomputed tree agreed with. */
  verifiedSize: z.int().nonnegative(),
  /** When that was, in microseconds UTC. */
  verifiedAt: z.int().nullable(),
  /** Fingerprint of the log's signing key, pinned at first contact. */
  logKey: z.string().max(512).nullable(),
  sync: z.enum(['up-to-date', 'receiving', 'waiting', 'stopped']),
  /** Why it waits or has stopped, in words. */
  problem: z.string().max(1000).nullable(),
});
export type TrailStanding = z.infer<typeof trailStanding>;

export const listEvents = bridgeCall({
  name: 'trail.listEvents',
  summary: 'Lines of the audit trail, newest first, from the copy on this computer.',
  request: z.object({
    /** Lines before this place; null from the newest. */
    before: z.int().nonnegative().nullable(),
    limit: z.int().min(1).max(500),
  }),
  reply: z.object({ rows: z.array(trailRow).max(500), standing: trailStanding }),
  when: 'open',
  audit: { none: 'The copy reached this computer under a recorded reading of the trail.' },
  revealsPhi: true,
  limits: { request: KiB, reply: 8 * MiB },
});

/** The trail on this computer grew, or its standing changed. */
export const trailChanged = bridgeNotice({
  name: 'trail.changed',
  payload: z.object({ size: z.int().nonnegative() }),
});
