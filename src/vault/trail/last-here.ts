import { z } from 'zod';
import type { Clock } from '../clock';
import type { ReadableDb, WritableDb } from '../store/db';
import { guarded } from '../store/problem';
import { sql } from '../store/sql';

/** When somebody's vault was last open, so that the next opening can say what came since. Microseconds. */

const NAME = 'lastHere';
const MINUTE_MS = 60_000;

function readLastHere(db: ReadableDb): number | null {
  const row = db.row(sql`SELECT value FROM setting WHERE name = ${NAME}`, z.object({ value: z.string() }));
  return row === null ? null : Number(row.value);
}

/** A clock that was set back takes nothing away. */
function writeLastHere(db: WritableDb, now: number): void {
  db.run(sql`
    INSERT INTO setting (name, value) VALUES (${NAME}, ${String(now)})
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
      WHERE CAST(excluded.value AS INTEGER) > CAST(setting.value AS INTEGER)
  `);
}

/**
 * Says when the vault was last open before now (null: never), and from now on writes down every minute and at the
 * end that it is: an end without warning loses a minute at most. Throws what the store throws.
 */
export function keepLastHere(db: WritableDb, clock: Clock): number | null {
  const before = readLastHere(db);
  // A file that cannot be written is told by whoever wanted to write something that matters.
  const write = () => void guarded(() => writeLastHere(db, clock()));
  const timer = setInterval(write, MINUTE_MS);
  timer.unref();
  db.beforeClose(() => {
    clearInterval(timer);
    write();
  });
  return before;
}
