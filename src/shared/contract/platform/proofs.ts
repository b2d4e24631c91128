import { z } from 'zod';
import { checkpointNote, hashText, proofHashes, verifierKeyText } from './audit';
import { KiB, platformCall } from './call';

/** How many leaves a tree has. */
const treeSize = z.int().nonnegative();
const noEvent = { none: 'It tells hashes alone, and a reader asks at every comparison.' };

/** A head that readers cosigned lies in the past: the log goes on while they recompute it. */
export const readCheckpoint = platformCall({
  name: 'audit.readCheckpoint',
  summary:
    'The newest signed head of the log, and the newest that readers cosigned, with their cosignatures.',
  method: 'GET',
  path: '/api/v1/audit/checkpoint',
  request: z.object({}),
  reply: z.object({
    checkpoint: checkpointNote,
    /** The note with all its cosignatures; null while nobody has cosigned any. */
    cosigned: z
      .string()
      .max(16 * KiB)
      .nullable(),
    verifierKey: verifierKeyText,
  }),
  permission: 'audit:read',
  audit: noEvent,
  revealsPhi: false,
  limits: { request: KiB, reply: 64 * KiB },
});

export const proveInclusion = platformCall({
  name: 'audit.proveInclusion',
  summary: 'That an event which the caller may see stands at its place of the tree of a size (RFC 9162).',
  method: 'GET',
  path: '/api/v1/audit/proofs/inclusion',
  request: z.object({ seq: treeSize, size: treeSize }),
  reply: z.object({ leafHash: hashText, proof: proofHashes }),
  permission: 'audit:read',
  audit: noEvent,
  revealsPhi: false,
  limits: { request: KiB, reply: 8 * KiB },
});

export const proveConsistency = platformCall({
  name: 'audit.proveConsistency',
  summary: 'That the tree of a size begins with the whole tree of a smaller one (RFC 9162).',
  method: 'GET',
  path: '/api/v1/audit/proofs/consistency',
  request: z.object({ oldSize: treeSize, size: treeSize }),
  reply: z.object({ proof: proofHashes }),
  permission: 'audit:read',
  audit: noEvent,
  revealsPhi: false,
  limits: { request: KiB, reply: 8 * KiB },
});
