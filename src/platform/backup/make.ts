import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { migrateTo } from '../database/migrate';
import { openEmpty } from '../database/open-pglite';
import type { Database } from '../database/schema';
import { contentsOf, piecesOf, type Written } from './contents';
import { beginningFrom, loadBackup, readBackup, type Found, type LogKeys } from './load';
import { otherContents, RefusedBackup } from './refused';
import { sealFile } from './sealed-file';

export interface Making extends LogKeys {
  db: Database;
  folder: string;
  /** 32 bytes in base64url. */
  key: string;
  /** An empty database made beforehand, where there is one. */
  seed?: (() => Promise<Blob | undefined>) | undefined;
  /** Bytes of rows up to which a backup is verified by restoring it into memory. */
  mostInMemory?: number | undefined;
  /** Where a larger one is restored, and taken away again; it is only read back where there is no such folder. */
  aside?: string | undefined;
}

export interface Made extends Found {
  file: string;
  bytes: number;
  /** Hex. */
  sha256: string;
  verified: 'restored' | 'read';
}

/** What is not a backup yet ends so. */
export const MAKING = '.making';

/** Above it, the database in memory would take more of it than a server spares. */
const MOST_IN_MEMORY = 256 * 1024 * 1024;

/** How a backup is verified: in memory, in a folder, or, null, by reading the file alone. */
type Restored = { folder: string | undefined } | null;

/**
 * Makes a backup of the state of now, verifies it, and only then gives it its name: on the disk before, so that a
 * power cut leaves a whole file or none. Throws `RefusedBackup` where it is not what it was made of, and what the
 * database, the disk and an aborted `signal` throw; the folder is then as it was.
 */
export async function makeBackup(
  { db, folder, key, mostInMemory = MOST_IN_MEMORY, aside, ...checking }: Making,
  { backupId, madeAt }: { backupId: string; madeAt: number },
  signal: AbortSignal,
): Promise<Made> {
  const file = `${stampOf(madeAt)}-${backupId.slice(0, 8)}.wkbackup`;
  const making = join(folder, `${file}${MAKING}`);
  try {
    const written: Written = { beginning: null, bytes: 0 };
    const { bytes, sha256 } = await writeSealed(
      making,
      key,
      contentsOf(db, { backupId, madeAt }, written),
      signal,
    );
    const isSmall = written.bytes <= mostInMemory;
    const restored: Restored =
      isSmall || aside !== undefined ? { folder: isSmall ? undefined : aside } : null;
    const found = await verified(making, { key, ...checking }, backupId, restored, signal);
    signal.throwIfAborted();
    await rename(making, join(folder, file));
    await syncFolder(folder);
    return { ...found, file, bytes, sha256, verified: restored === null ? 'read' : 'restored' };
  } catch (error) {
    await rm(making, { force: true });
    throw error;
  }
}

async function writeSealed(
  path: string,
  key: string,
  contents: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const handle = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    await pipeline(
      contents,
      // JSON shrinks to a fifth at the fastest level already, and each level above costs more than it saves.
      createGzip({ level: constants.Z_BEST_SPEED }),
      (zipped: AsyncIterable<Buffer>) => sealFile(key, zipped),
      async (sealed: AsyncIterable<Buffer>) => {
        for await (const piece of sealed) {
          hash.update(piece);
          bytes += piece.length;
          await handle.write(piece);
        }
      },
      { signal },
    );
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Restores a file into a database that lasts as long as this, or only reads it. Throws `RefusedBackup`. */
async function verified(
  path: string,
  { key, seed, ...keys }: Pick<Making, 'key' | 'seed' | 'verifier' | 'phiKey'>,
  backupId: string,
  restored: Restored,
  signal: AbortSignal,
): Promise<Found> {
  const handle = await open(path, 'r');
  try {
    const pieces = piecesOf(handle, key);
    const beginning = await beginningFrom(pieces);
    if (beginning.backupId !== backupId) throw new RefusedBackup(otherContents);
    if (restored === null) return await readBackup(beginning, pieces, keys.verifier, signal);
    const empty = await openEmpty(seed, restored.folder);
    try {
      const migrated = await migrateTo(empty.db, beginning.migrations);
      if (!migrated.ok) throw new RefusedBackup(migrated);
      return await empty.db
        .transaction()
        .execute((transaction) => loadBackup(transaction, beginning, pieces, keys, signal));
    } finally {
      await empty.close();
    }
  } finally {
    await handle.close();
  }
}

/** The name is on the disk too. Windows has no such thing for folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** `2026-11-27T030000Z` */
function stampOf(micros: number): string {
  return `${new Date(micros / 1000).toISOString().slice(0, 19).replaceAll(':', '')}Z`;
}
