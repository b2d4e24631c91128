import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { syncFolder } from '../files/write-durably';
import { connect } from './connect';
import { writableDb, type WritableDb } from './db';
import { StoreError } from './problem';
import { sql } from './sql';

/**
 * Copies an open vault into one new file under the same key, and opens and checks the copy before it gets its
 * name: what stands at `path` afterwards is whole. Throws StoreError; then there is nothing new at `path`.
 * By VACUUM INTO: the library's own backup refuses encrypted files, and its serialize gives clear text.
 */
export function backUp(db: WritableDb, path: string, dataKey: Uint8Array): void {
  const partial = `${path}.partial`;
  rmSync(partial, { force: true }); // of an earlier crash
  closeSync(openSync(partial, 'wx', 0o600));
  db.run(sql`VACUUM INTO ${partial}`);
  check(partial, dataKey);
  renameSync(partial, path);
  syncFolder(dirname(path));
}

/** Reads every page, each with its HMAC, and every index against its table. */
function check(path: string, dataKey: Uint8Array): void {
  const copy = writableDb(connect(path, dataKey));
  try {
    const findings = copy.rows(
      sql`SELECT integrity_check AS finding FROM pragma_integrity_check`,
      z.object({ finding: z.string() }),
    );
    if (findings.length !== 1 || findings[0]?.finding !== 'ok') throw new StoreError('damaged');
  } finally {
    copy.close();
  }
}
