import { z } from 'zod';
import { verifierKeyText } from './audit';
import { KiB, platformCall } from './call';

/** Ed25519 keys of readers who recompute the tree, and what they say of its heads (C2SP tlog-cosignature). */

export const maxCosigners = 10;

export const registerCosigner = platformCall({
  name: 'audit.registerCosigner',
  summary: 'Makes known the key with which the caller’s console cosigns checkpoints; at most ten an account.',
  method: 'POST',
  path: '/api/v1/audit/cosigners',
  request: z.object({ verifierKey: verifierKeyText.min(1) }),
  reply: z.object({ registeredAt: z.int().nonnegative() }),
  permission: 'audit:read',
  audit: { action: 'CREATE', verb: 'COSIGNER_REGISTERED', resource: 'Cosigner' },
  revealsPhi: false,
  limits: { request: 4 * KiB, reply: KiB },
});

export const listCosigners = platformCall({
  name: 'audit.listCosigners',
  summary: 'Whose keys may cosign checkpoints, the newest first.',
  method: 'GET',
  path: '/api/v1/audit/cosigners',
  request: z.object({ from: z.int().min(0).max(100_000).default(0) }),
  reply: z.object({
    cosigners: z
      .array(
        z.object({ userId: z.uuid(), verifierKey: verifierKeyText, registeredAt: z.int().nonnegative() }),
      )
      .max(500),
  }),
  permission: 'audit:read',
  audit: { none: 'It tells public keys, which are there to be known.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 512 * KiB },
});

export const cosignCheckpoint = platformCall({
  name: 'audit.cosignCheckpoint',
  summary: 'Hands in a checkpoint of this log that the caller’s console has recomputed and cosigned.',
  method: 'POST',
  path: '/api/v1/audit/cosignatures',
  request: z.object({
    /** The signed note with the log’s signature and the caller’s cosignature. */
    note: z
      .string()
      .min(1)
      .max(16 * KiB),
  }),
  reply: z.object({ size: z.int().nonnegative() }),
  permission: 'audit:read',
  // An event about it would move the head away from what it says, and be cosigned in turn.
  audit: { none: 'A cosignature is itself a signed record of who saw which head, and when.' },
  revealsPhi: false,
  limits: { request: 32 * KiB, reply: KiB },
});
