import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { nativeBinding } from '../../src/vault/store/binding';
import { connect } from '../../src/vault/store/connect';
import { writableDb, type WritableDb } from '../../src/vault/store/db';
import { migrate } from '../../src/vault/store/migrate';
import { migrations } from '../../src/vault/store/migrations/all';
import { createStore } from '../../src/vault/store/open';
import { connectionPragmas } from '../../src/vault/store/pragmas';
import { sql } from '../../src/vault/store/sql';

/** A vault file, or one of the same shape in clear. */
export interface StoreFile {
  db: WritableDb;
  path: string;
  /** Another connection, with the file out of the system's cache. */
  openCold(): WritableDb;
  bytes(): number;
}

export function storeFiles(): { vault: StoreFile; clear: StoreFile; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-bench-'));
  const dataKey = randomBytes(32);
  const vaultPath = join(folder, 'bench.vault');
  const clearPath = join(folder, 'bench.clear');
  const vaultDb = createStore(vaultPath, dataKey, 0);
  const clearDb = openClear(clearPath);
  migrate(clearDb, migrations, 0);
  const file = (db: WritableDb, path: string, open: () => WritableDb): StoreFile => ({
    db,
    path,
    openCold() {
      db.values(['PRAGMA wal_checkpoint(TRUNCATE)', []]);
      evict(path);
      return open();
    },
    bytes: () =>
      db.row(
        sql`SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size`,
        z.object({ bytes: z.int() }),
      )?.bytes ?? 0,
  });
  const vault = file(vaultDb, vaultPath, () => writableDb(connect(vaultPath, dataKey)));
  const clear = file(clearDb, clearPath, () => openClear(clearPath));
  return {
    vault,
    clear,
    remove() {
      vaultDb.abandon();
      clearDb.abandon();
      rmSync(folder, { recursive: true });
    },
  };
}

/** As a vault is opened, but without a key. */
function openClear(path: string): WritableDb {
  const binding = nativeBinding();
  const connection = new Database(path, binding === undefined ? {} : { nativeBinding: binding });
  for (const pragma of connectionPragmas) connection.pragma(pragma);
  return writableDb(connection);
}

/** POSIX_FADV_DONTNEED for the whole file, as GNU dd gives it (coreutils manual, dd, `nocache`). */
function evict(path: string): void {
  spawnSync('sync', [path]);
  const { status } = spawnSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none']);
  if (status !== 0) throw new Error('The file could not be taken out of the cache');
}
