import { z } from 'zod';
import { KiB, MiB } from '../platform/call';
import { bridgeCall } from './call';
import { edges, trailRow } from './trail';

const count = z.int().nonnegative();

export const lookAtToday = bridgeCall({
  name: 'today.look',
  summary: 'What changed since this person was last here, and what the last days were like.',
  /** Days, midnight to midnight in the practice's zone, the last one being today. */
  request: z.object({ edges }),
  reply: z.object({
    /** When this person's vault was last open before now, microseconds; null at the first time. */
    lastHere: z.int().nonnegative().nullable(),
    /** Since `lastHere`, or since the first edge where there is none. */
    since: z.object({
      from: z.int().nonnegative(),
      events: count,
      /** Openings of charts and other records of patients. */
      accesses: count,
      patients: count,
      people: count,
      exports: count,
      failedSignIns: count,
      refusals: count,
    }),
    days: z
      .array(
        z.object({
          from: count,
          events: count,
          accesses: count,
          people: count,
          failedSignIns: count,
          exports: count,
        }),
      )
      .max(399),
    /** Changes to accounts, roles and settings, and exports, since then: the newest first. */
    changes: z.array(trailRow).max(12),
    changesInAll: count,
    /** Events the answer is taken from. */
    size: count,
  }),
  when: 'open',
  audit: { none: 'The copy reached this computer under a recorded reading of the trail.' },
  revealsPhi: true,
  limits: { request: 16 * KiB, reply: MiB },
});
