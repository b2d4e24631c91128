import { rmSync } from 'node:fs';
import { z } from 'zod';
import type { WritableDb } from '../store/db';
import { sql } from '../store/sql';

/** Where a file is being written aside, so that an end without warning leaves no half of it behind for good. */

const NAME = 'export-aside';

export function noteAside(db: WritableDb, path: string): void {
  db.run(sql`
    INSERT INTO setting (name, value) VALUES (${NAME}, ${path})
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
  `);
}

export function forgetAside(db: WritableDb): void {
  db.run(sql`DELETE FROM setting WHERE name = ${NAME}`);
}

/**
 * Takes away what the last process left. A disk that is not there now is asked again the next time. Throws what the
 * store throws.
 */
export function removeLeftover(db: WritableDb): void {
  const row = db.row(sql`SELECT value FROM setting WHERE name = ${NAME}`, z.object({ value: z.string() }));
  if (row === null) return;
  try {
    rmSync(row.value, { force: true });
  } catch {
    return;
  }
  forgetAside(db);
}
