import { z } from 'zod';
import { packCompleted } from './column-chunks';
import type { WritableDb } from './db';
import { writableDictionary } from './dictionary';
import { enterKept, eventsAt } from './events';
import { sql } from './sql';

const AT_ONCE = 1000;

/**
 * Enters events that an earlier version received into the tables that the trail is searched by. Each step is a
 * transaction of its own: where it is interrupted, the next opening goes on.
 */
export function clearBacklog(db: WritableDb): void {
  const backlog = db.row(
    sql`SELECT next, until FROM search_backlog`,
    z.object({ next: z.int(), until: z.int() }),
  );
  if (backlog === null) return;
  const dictionary = writableDictionary(db);
  for (let next = backlog.next; next < backlog.until; next += AT_ONCE) {
    const end = Math.min(backlog.until, next + AT_ONCE);
    const places = Array.from({ length: end - next }, (_, i) => next + i);
    db.transaction(() => {
      for (const kept of eventsAt(db, dictionary, places)) enterKept(db, dictionary, kept);
      packCompleted(db, next, end);
      db.run(sql`UPDATE search_backlog SET next = ${end}`);
    });
  }
}
