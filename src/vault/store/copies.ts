import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { MiB } from '../../shared/contract/platform/call';
import { syncFolder } from '../files/write-durably';
import { backUp } from './backup';
import { connect } from './connect';
import { writableDb, type WritableDb } from './db';
import { problemOf, StoreError } from './problem';
import { sql } from './sql';

/** A verified copy of a vault, beside it: `<id>.vault.copy-<seconds since 1970>-<events>`. */
export interface VaultCopy {
  path: string;
  /** Microseconds. */
  madeAt: number;
  /** How many events of the trail it holds. */
  events: number;
}

const COPIES = 2;
const DAY = 86_400_000_000;
/** Copying and checking so much takes a second or two: nobody who locks waits longer. A larger vault gets no copy. */
const MOST_BYTES = 128 * MiB;
/** What a copy leaves free on the disk. */
const ROOM_BYTES = 256 * MiB;

/** The newest first. What they hold is not looked at. */
export function copiesOf(database: string): VaultCopy[] {
  const folder = dirname(database);
  if (!existsSync(folder)) return [];
  const copies = readdirSync(folder).flatMap((name) => {
    if (!name.startsWith(`${basename(database)}.copy-`)) return [];
    const [, seconds, events] = /\.copy-(\d{1,12})-(\d{1,12})$/.exec(name) ?? [];
    if (seconds === undefined) return [];
    return [{ path: join(folder, name), madeAt: Number(seconds) * 1_000_000, events: Number(events) }];
  });
  return copies.sort((a, b) => b.madeAt - a.madeAt);
}

export type Copied = 'copied' | 'not-due' | 'too-large' | 'no-room';

/**
 * Makes a verified copy of a vault that is about to be closed, at most one a day and only where the trail grew, and
 * lets the oldest go. `now`: microseconds. Throws StoreError, `damaged` where a page of the vault itself is.
 */
export function keepCopy(db: WritableDb, database: string, events: number, now: number): Copied {
  // A copy from the future was made under a clock that ran ahead, and says nothing about today.
  const newest = copiesOf(database).find(({ madeAt }) => madeAt <= now);
  if (newest !== undefined && (newest.madeAt > now - DAY || newest.events === events)) return 'not-due';
  if (events === 0) return 'not-due';
  // With what is still in the log beside it.
  const bytes = [database, `${database}-wal`].reduce((sum, path) => sum + sizeOf(path), 0);
  if (bytes > MOST_BYTES) return 'too-large';
  const { bavail, bsize } = statfsSync(dirname(database));
  if (bavail * bsize < bytes + ROOM_BYTES) return 'no-room';
  backUp(db, `${database}.copy-${Math.floor(now / 1_000_000)}-${events}`);
  const order = copiesOf(database).sort((a, b) => Number(a.madeAt > now) - Number(b.madeAt > now));
  for (const { path } of order.slice(COPIES)) rmSync(path);
  return 'copied';
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The newest copy that opens by this key and is whole in every page and index; null where there is none. */
export function intactCopy(database: string, dataKey: Uint8Array): VaultCopy | null {
  return copiesOf(database).find(({ path }) => isIntact(path, dataKey)) ?? null;
}

/** Reads every page, each with its HMAC, and every index against its table. False also where it cannot be read. */
export function isIntact(path: string, dataKey: Uint8Array): boolean {
  try {
    const file = writableDb(connect(path, dataKey));
    try {
      const findings = file.rows(
        sql`SELECT integrity_check AS finding FROM pragma_integrity_check`,
        z.object({ finding: z.string() }),
      );
      return findings.length === 1 && findings[0]?.finding === 'ok';
    } finally {
      file.abandon();
    }
  } catch (error) {
    if (problemOf(error) === null) throw error;
    return false;
  }
}

/**
 * Puts a copy where the vault was; the copy itself stays. The damaged file and its log are kept under the name
 * `evidence`, which must be free. After a crash at any point there is a vault at its place: the damaged one or the
 * copy. Throws StoreError `damaged` where the copy does not open by this key, or is not whole.
 */
export function putInPlace(database: string, copy: VaultCopy, dataKey: Uint8Array, evidence: string): void {
  const fresh = `${database}.new`;
  rmSync(fresh, { force: true }); // of an earlier crash
  copyDurably(copy.path, fresh);
  if (!isIntact(fresh, dataKey)) {
    removeWithLog(fresh);
    throw new StoreError('damaged');
  }
  copyDurably(database, evidence);
  // Its log must never be read into the copy.
  for (const end of ['-wal', '-shm']) {
    rmSync(`${fresh}${end}`, { force: true });
    if (existsSync(`${database}${end}`)) renameSync(`${database}${end}`, `${evidence}${end}`);
  }
  renameSync(fresh, database);
  syncFolder(dirname(database));
}

function copyDurably(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  const file = openSync(to, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function removeWithLog(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
}

/** Whoever opens this vault next looks at every page first: something in it could not be read. */
export function suspect(database: string): void {
  closeSync(openSync(suspicion(database), 'a', 0o600));
}

/** Throws StoreError `damaged` where a vault that is suspected is damaged; else it is suspected no longer. */
export function clearSuspicion(database: string, dataKey: Uint8Array): void {
  if (!existsSync(suspicion(database))) return;
  if (!isIntact(database, dataKey)) throw new StoreError('damaged');
  trusted(database);
}

/** The vault at this place is whole. */
export function trusted(database: string): void {
  rmSync(suspicion(database), { force: true });
}

function suspicion(database: string): string {
  return `${database}.suspect`;
}
