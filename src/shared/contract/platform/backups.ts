import { z } from 'zod';
import { backupFailures } from '../../domain/backup';
import { KiB, MiB, platformCall } from './call';

const instant = z.int().nonnegative();

/** Instants in microseconds. */
const backup = z.object({
  backupId: z.uuid(),
  begunAt: instant,
  outcome: z.enum(['running', 'good', 'failed']),
  /** Why it failed. */
  reason: z.enum(backupFailures).nullable(),
  /** The state it holds is that of this instant. */
  madeAt: instant.nullable(),
  /** `restored` into a database and compared; `read`: too large for that, so read whole and compared. */
  verified: z.enum(['restored', 'read']).nullable(),
  verifiedAt: instant.nullable(),
  /** Events in its log, and the log's root in base64url, which the log's signature covers. */
  events: z.int().nonnegative().nullable(),
  root: z.string().max(64).nullable(),
  /** Of the file: its name in the folder, its size, its SHA-256 in hex. */
  file: z.string().max(100).nullable(),
  bytes: z.int().nonnegative().nullable(),
  sha256: z.string().max(64).nullable(),
  /** When the file was deleted, its time being over. */
  deletedAt: instant.nullable(),
});

export const listBackups = platformCall({
  name: 'backups.list',
  summary: 'The newest 400 backups, and what became of each.',
  method: 'GET',
  path: '/api/v1/backups',
  request: z.object({}),
  reply: z.object({
    /** False: no folder is set for them, and none are made. */
    isSet: z.boolean(),
    backups: z.array(backup).max(400),
  }),
  permission: 'backups:read',
  audit: { none: 'It tells of files and counts, and holds no patient data.' },
  revealsPhi: false,
  limits: { request: KiB, reply: MiB },
});

export const makeBackup = platformCall({
  name: 'backups.make',
  summary: 'Has a backup made and verified now; it goes on in the background, and the list tells its end.',
  method: 'POST',
  path: '/api/v1/backups',
  /** Made by the caller: asked for again, nothing is begun twice. */
  request: z.object({ backupId: z.uuid() }),
  reply: z.object({}),
  permission: 'backups:write',
  audit: { action: 'CREATE', verb: 'BACKUP_STARTED', resource: 'Backup' },
  revealsPhi: false,
  limits: { request: KiB, reply: KiB },
});
