import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  MOST_VIEWS,
  sameViewName,
  savedView,
  type ListView,
  type SavedView,
} from '../../shared/domain/saved-view';
import { err, ok, type Result } from '../../shared/domain/result';
import type { ReadableDb, WritableDb } from '../store/db';
import { sql } from '../store/sql';

const row = z.object({ viewId: z.string(), name: z.string(), body: z.string() });

/** By name. One that this version cannot read is left out, and left where it is. Throws what the store throws. */
export function savedViews(db: ReadableDb): SavedView[] {
  const rows = db.rows(sql`SELECT view_id AS viewId, name, body FROM saved_view`, row);
  return rows.flatMap(readable).sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function readable({ viewId, name, body }: z.infer<typeof row>): SavedView[] {
  let view: unknown;
  try {
    view = JSON.parse(body);
  } catch {
    return [];
  }
  const read = savedView.safeParse({ viewId, name, view });
  return read.success ? [read.data] : [];
}

/** The id it is kept under. `replace`: a view of the same name on the same screen gives way. */
export function saveView(db: WritableDb, name: string, view: ListView, replace: boolean): Result<string> {
  return db.transaction(() => {
    const there = savedViews(db).filter((one) => one.view.screen === view.screen);
    const same = there.find((one) => sameViewName(one.name, name));
    if (same !== undefined && !replace) return nameTaken();
    if (same === undefined && there.length >= MOST_VIEWS) return full();
    const viewId = same?.viewId ?? randomUUID();
    db.run(sql`
      INSERT INTO saved_view (view_id, screen, name, body)
      VALUES (${viewId}, ${view.screen}, ${name}, ${JSON.stringify(view)})
      ON CONFLICT (view_id) DO UPDATE SET name = excluded.name, body = excluded.body
    `);
    return ok(viewId);
  });
}

export function renameView(db: WritableDb, viewId: string, name: string): Result<null> {
  return db.transaction(() => {
    const all = savedViews(db);
    const view = all.find((one) => one.viewId === viewId);
    if (view === undefined) return notThere();
    const taken = all.some(
      (one) => one.viewId !== viewId && one.view.screen === view.view.screen && sameViewName(one.name, name),
    );
    if (taken) return nameTaken();
    db.run(sql`UPDATE saved_view SET name = ${name} WHERE view_id = ${viewId}`);
    return ok(null);
  });
}

export function deleteView(db: WritableDb, viewId: string): Result<null> {
  return db.run(sql`DELETE FROM saved_view WHERE view_id = ${viewId}`) === 0 ? notThere() : ok(null);
}

function nameTaken(): Result<never> {
  return err(
    'conflict',
    'There is a view of that name on this screen; nothing was changed.',
    'Choose another name, or replace that view.',
  );
}

function full(): Result<never> {
  return err(
    'too-large',
    `This screen has ${MOST_VIEWS} views, and holds no more; nothing was saved.`,
    'Delete one that is not used any more.',
  );
}

function notThere(): Result<never> {
  return err('not-found', 'This view is not there any more.', 'Look at the list of views again.');
}
