import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { syncFolder } from '../files/write-durably';
import type { WritableDb } from './db';
import { StoreError } from './problem';
import { sql } from './sql';

/**
 * Copies an open vault into one new file under the same key, and opens and checks the copy before it gets its
 * name: what stands at `path` afterwards is whole. Throws StoreError; then there is nothing new at `path`.
 * By VACUUM INTO: the library's own backup refuses encrypted files, and its serialize gives clear text.
 */
export function backUp(db: WritableDb, path: string): void {
  const partial = `${path}.partial`;
  rmSync(partial, { force: true }); // of an earlier crash
  closeSync(openSync(partial, 'wx', 0o600));
  try {
    db.run(sql`VACUUM INTO ${partial}`);
    check(db, partial);
    flush(partial);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/**
 * Reads every page, each with its HMAC. Attached without a key a file is opened by the key of the file that is
 * open: nobody has to keep it for this. Indexes were just made from their tables, so the quick check is enough.
 */
function check(db: WritableDb, path: string): void {
  db.run(sql`ATTACH ${path} AS copy`);
  try {
    const findings = db.rows(sql`PRAGMA copy.quick_check`, z.object({ quick_check: z.string() }));
    // As every file of ours is: so that whoever opens it to look changes no byte of it.
    db.values(sql`PRAGMA copy.journal_mode = WAL`);
    if (findings.length !== 1 || findings[0]?.quick_check !== 'ok') throw new StoreError('damaged');
  } finally {
    db.run(sql`DETACH copy`);
  }
}

/** SQLite leaves it to the system when a file made in this way reaches the disk. */
function flush(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
