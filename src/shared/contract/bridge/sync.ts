import { z } from 'zod';
import { KiB } from '../platform/call';
import { hashText } from '../platform/audit';
import { bridgeCall, bridgeNotice } from './call';

export const syncPhases = ['up-to-date', 'receiving', 'waiting', 'paused', 'offline', 'stopped'] as const;

/** How the copy on this computer stands to the platform's log. Times are microseconds UTC. */
export const syncView = z.object({
  phase: z.enum(syncPhases),
  /** Why it waits, is offline or has stopped, in words. */
  problem: z.string().max(1000).nullable(),
  /** Events kept here; the next place wanted. */
  size: z.int().nonnegative(),
  /** Events that the platform's newest signed head covers; null before first contact. */
  total: z.int().nonnegative().nullable(),
  /** Events a second while receiving, over the last seconds; null otherwise. */
  rate: z.number().nonnegative().nullable(),
  /** When the platform last answered. */
  heardAt: z.int().nonnegative().nullable(),
  /** The Merkle tree head recomputed here from those events, null while there are none. */
  root: hashText.nullable(),
  /** Size of the newest signed checkpoint that the recomputed tree agreed with, and when that was. */
  verifiedSize: z.int().nonnegative(),
  verifiedAt: z.int().nonnegative().nullable(),
  /** Fingerprint of the log's signing key, pinned at first contact. */
  logKey: z.string().max(512).nullable(),
  /** Acts of this console that wait to be sent. */
  outbox: z.int().nonnegative(),
});
export type SyncView = z.infer<typeof syncView>;

const quiet = {
  when: 'open',
  audit: { none: 'It tells of the copy as a whole, and opens nothing of it.' },
  revealsPhi: false,
} as const;

export const lookAtSync = bridgeCall({
  name: 'sync.look',
  summary: 'How the copy on this computer stands.',
  request: z.object({}),
  reply: syncView,
  ...quiet,
  limits: { request: KiB, reply: 8 * KiB },
});

export const pauseSync = bridgeCall({
  name: 'sync.pause',
  summary: 'Stops receiving until it is resumed or Wardkeeper is locked.',
  request: z.object({}),
  reply: z.object({}),
  ...quiet,
  limits: { request: KiB, reply: KiB },
});

export const resumeSync = bridgeCall({
  name: 'sync.resume',
  summary: 'Goes on receiving at once, after a pause or while it waits.',
  request: z.object({}),
  reply: z.object({}),
  ...quiet,
  limits: { request: KiB, reply: KiB },
});

/** `sync.look` would say something else than before. At most four a second. */
export const syncChanged = bridgeNotice({ name: 'sync.changed', payload: z.object({}) });
