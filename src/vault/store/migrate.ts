import { z } from 'zod';
import type { WritableDb } from './db';
import { StoreError } from './problem';
import { sql } from './sql';

/** One step of the file's schema. It imports nothing of the running code: that changes, the step must not. */
export interface Migration {
  /** Date and slug: `2026-11-21-audit-trail`. */
  name: string;
  script: string;
}

const MIGRATION_TABLE = `
  CREATE TABLE IF NOT EXISTS migration (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at INTEGER NOT NULL
  ) STRICT;
`;

/** How many migrations the file has had; 0 for an empty one. */
export function schemaVersion(db: WritableDb): number {
  return db.row(sql`SELECT user_version AS version FROM pragma_user_version`, z.object({ version: z.int() }))
    ?.version as number;
}

/**
 * Brings the file up to date, each step in one transaction with its number.
 * Throws StoreError: `too-new` for a file of a later version, `damaged` for one whose steps are not ours.
 */
export function migrate(db: WritableDb, migrations: readonly Migration[], now: number): void {
  const version = schemaVersion(db);
  if (version > migrations.length) throw new StoreError('too-new');
  if (version > 0) {
    const applied = db.rows(
      sql`SELECT name FROM migration ORDER BY position`,
      z.object({ name: z.string() }),
    );
    const known = migrations.slice(0, version);
    if (applied.length !== version || applied.some(({ name }, i) => name !== known[i]?.name)) {
      throw new StoreError('damaged');
    }
  }
  for (const [i, { name, script }] of migrations.entries()) {
    if (i < version) continue;
    db.transaction(() => {
      db.script(MIGRATION_TABLE);
      db.script(script);
      db.run(sql`INSERT INTO migration (position, name, applied_at) VALUES (${i + 1}, ${name}, ${now})`);
      db.script(`PRAGMA user_version = ${i + 1}`);
    });
  }
}
