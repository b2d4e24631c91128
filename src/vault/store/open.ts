import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { backUp } from './backup';
import { connect } from './connect';
import { writableDb, type WritableDb } from './db';
import { migrate, schemaVersion, type Migration } from './migrate';
import { migrations as ours } from './migrations/all';
import { problemOf, StoreError } from './problem';
import { clearBacklog } from './search-backlog';

/**
 * Makes a new vault file. `dataKey` is 32 bytes, the caller zeroes it; `now` is microseconds since the Unix epoch.
 * Throws StoreError, and what the system throws where the file exists already or cannot be made.
 */
export function createStore(path: string, dataKey: Uint8Array, now: number): WritableDb {
  // Made here and not by SQLite, so that only its owner can ever read it; the log beside it inherits that.
  closeSync(openSync(path, 'wx', 0o600));
  return prepared(path, dataKey, (db) => migrate(db, ours, now));
}

/**
 * Opens a vault file that exists and brings it up to date, after a verified backup beside it (`….before-<step>`).
 * Throws StoreError; nothing is deleted, whatever is wrong.
 */
export function openStore(
  path: string,
  dataKey: Uint8Array,
  now: number,
  migrations: readonly Migration[] = ours,
): WritableDb {
  if (!existsSync(path)) throw new StoreError('missing');
  if (statSync(path).size === 0) throw new StoreError('damaged');
  return prepared(path, dataKey, (db) => {
    const version = schemaVersion(db);
    if (version === 0) throw new StoreError('damaged');
    if (version < migrations.length) backUp(db, `${path}.before-${version + 1}`);
    migrate(db, migrations, now);
    clearBacklog(db);
  });
}

function prepared(path: string, dataKey: Uint8Array, bringUp: (db: WritableDb) => void): WritableDb {
  let db: WritableDb | null = null;
  try {
    db = writableDb(connect(path, dataKey));
    bringUp(db);
    return db;
  } catch (error) {
    db?.abandon();
    const problem = problemOf(error);
    throw problem === null ? error : new StoreError(problem);
  }
}
