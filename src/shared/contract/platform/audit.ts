import { z } from 'zod';
import { auditEvent } from '../../domain/audit-event/audit-event';
import { KiB, MiB, platformCall } from './call';

/** A SHA-256 hash (32 bytes) and an event's salt (16), as base64url without padding: the one text of those bytes. */
export const hashText = z.string().regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/);
export const saltText = z.string().regex(/^[A-Za-z0-9_-]{21}[AQgw]$/);

/** A proof of RFC 9162: hashes from the leaves up. A tree of any size that a place can have needs no more. */
export const proofHashes = z.array(hashText).max(64);

/** One line of the log: its place, what it says, and the salt that opens its commitments. */
export const loggedEvent = z.object({
  seq: z.int().nonnegative(),
  event: auditEvent,
  salt: saltText,
  /** That it is in the tree of the checkpoint beside it, for whoever does not see every event of that tree. */
  proof: proofHashes.optional(),
});
export type LoggedEvent = z.infer<typeof loggedEvent>;

/** The newest signed checkpoint (C2SP tlog-checkpoint), empty while the log is. */
export const checkpointNote = z.string().max(8 * KiB);
/** The log's signing key as a C2SP verifier key: name+hash+key. */
export const verifierKeyText = z.string().max(512);

export const listEvents = platformCall({
  name: 'audit.listEvents',
  summary:
    'A run of the audit trail in the order of the log, with the signed head it can be checked against.',
  method: 'GET',
  path: '/api/v1/audit/events',
  request: z.object({
    /** The first place wanted, from 0. */
    from: z.int().nonnegative(),
    limit: z.int().min(1).max(5000).default(1000),
    /** Seconds to wait for an event where none is there yet: how events come live without asking again and again. */
    wait: z.int().min(0).max(20).default(0),
  }),
  reply: z.object({
    events: z.array(loggedEvent).max(5000),
    checkpoint: checkpointNote,
    verifierKey: verifierKeyText,
    /** The first place that there still is, for whoever asked from before it: what stood there was purged for its age. */
    purgedBefore: z.int().positive().optional(),
  }),
  permission: 'audit:read',
  audit: { action: 'READ', verb: 'TRAIL_READ', resource: 'AuditTrail' },
  revealsPhi: true,
  bulk: true,
  limits: { request: 1 * KiB, reply: 16 * MiB },
});
