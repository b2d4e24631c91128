import { z } from 'zod';
import { reason } from '../../domain/reason';
import { checkpointNote, hashText } from './audit';
import { KiB, MiB, platformCall } from './call';

const instant = z.int().nonnegative();
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

export const archiveStates = [
  'making',
  'putting-away',
  'archived',
  'restoring',
  'restored',
  'purged',
] as const;

/** A month of the log in an archive. Instants in microseconds. */
const archive = z.object({
  archiveId: z.uuid(),
  /** As 202611, in UTC. */
  month: z.int().positive(),
  firstSeq: z.int().nonnegative(),
  lastSeq: z.int().nonnegative(),
  events: z.int().positive(),
  /** `putting-away`: it is sealed and verified, and its events leave the log's table; `purged`: destroyed. */
  state: z.enum(archiveStates),
  /** When its first and last event were recorded, and the earliest and latest that one of them occurred. */
  recordedFrom: instant,
  recordedUntil: instant,
  occurredFrom: instant,
  occurredUntil: instant,
  /** The root of the log up to and with its last event; null while it is being made. */
  root: hashText.nullable(),
  /** The signed head that it was held to when it was made. */
  checkpoint: checkpointNote.nullable(),
  /** Of its sealed bytes, and how many they are. */
  sha256: sha256Hex.nullable(),
  bytes: z.int().positive().nullable(),
  beganAt: instant,
  sealedAt: instant.nullable(),
  restoredAt: instant.nullable(),
  purgedAt: instant.nullable(),
});
export type Archive = z.infer<typeof archive>;

const archiveId = z.uuid();
const limits = { request: 4 * KiB, reply: 16 * KiB };

export const listArchives = platformCall({
  name: 'archives.list',
  summary: 'The archives of the audit trail, one a month, the newest first.',
  method: 'GET',
  path: '/api/v1/archives',
  request: z.object({}),
  reply: z.object({ archives: z.array(archive).max(1200) }),
  permission: 'audit:read',
  audit: { none: 'It tells of months, counts and hashes, and screens ask for it again and again.' },
  revealsPhi: false,
  limits: { request: KiB, reply: 16 * MiB },
});

export const makeArchives = platformCall({
  name: 'archives.make',
  summary:
    'Archives the months that ended 90 days ago or earlier now, and not at night; it goes on by itself.',
  method: 'POST',
  path: '/api/v1/archives',
  request: z.object({}),
  /** Whether there is one to archive. */
  reply: z.object({ isDue: z.boolean() }),
  permission: 'archives:write',
  audit: { action: 'CREATE', verb: 'ARCHIVES_REQUESTED', resource: 'AuditArchive' },
  revealsPhi: false,
  limits,
});

export const archiveFlaws = [
  'chunk-altered',
  'event-altered',
  'events-missing',
  'file-altered',
  'not-in-the-log',
  'purged',
] as const;

export const verifyArchive = platformCall({
  name: 'archives.verify',
  summary:
    'Opens an archive and computes it anew: each event’s hash, the root, and that the signed head has it.',
  method: 'POST',
  path: '/api/v1/archives/{archiveId}/verify',
  request: z.object({ archiveId }),
  /** `flaw`: what does not hold; null where everything does. */
  reply: z.object({ archive, flaw: z.enum(archiveFlaws).nullable() }),
  permission: 'audit:read',
  audit: { action: 'READ', verb: 'ARCHIVE_VERIFIED', resource: 'AuditArchive' },
  revealsPhi: false,
  limits,
});

export const restoreArchive = platformCall({
  name: 'archives.restore',
  summary: 'Has an archive’s events put back where they are searched, until they are put away again.',
  method: 'POST',
  path: '/api/v1/archives/{archiveId}/restore',
  request: z.object({ archiveId, reason }),
  reply: z.object({ archive }),
  permission: 'archives:write',
  audit: { action: 'UPDATE', verb: 'ARCHIVE_RESTORE_REQUESTED', resource: 'AuditArchive' },
  revealsPhi: false,
  limits,
});

export const putAwayArchive = platformCall({
  name: 'archives.putAway',
  summary: 'Has a restored archive’s events leave again: the archive has them all the time.',
  method: 'POST',
  path: '/api/v1/archives/{archiveId}/put-away',
  request: z.object({ archiveId }),
  reply: z.object({ archive }),
  permission: 'archives:write',
  audit: { action: 'UPDATE', verb: 'ARCHIVE_PUT_AWAY_REQUESTED', resource: 'AuditArchive' },
  revealsPhi: false,
  limits,
});

export const purgeArchive = platformCall({
  name: 'archives.purge',
  summary:
    'Destroys the oldest archive and its key once its retention is over and nothing holds it, for ever.',
  method: 'POST',
  path: '/api/v1/archives/{archiveId}/purge',
  request: z.object({ archiveId, reason }),
  reply: z.object({ archive, certificateId: z.uuid() }),
  permission: 'records:destroy',
  audit: { action: 'DELETE', verb: 'ARCHIVE_PURGED', resource: 'AuditArchive' },
  revealsPhi: false,
  limits,
});
