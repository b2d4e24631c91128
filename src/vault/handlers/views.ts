import { ok, type Result } from '../../shared/domain/result';
import type { WritableDb } from '../store/db';
import { guarded } from '../store/problem';
import { deleteView, renameView, savedViews, saveView } from '../views/saved-views';
import type { Handlers, Opened } from './handler';

type ViewHandlers = Pick<Handlers, 'views.list' | 'views.save' | 'views.rename' | 'views.delete'>;

/** The views that somebody saved. `changed` hears of each change. */
export function viewHandlers(opened: Opened, changed: () => void): ViewHandlers {
  function change<T>(work: (db: WritableDb) => Result<T>): Result<T> {
    const done = guarded(() => work(opened().entered.db));
    if (!done.ok) return done;
    if (done.value.ok) changed();
    return done.value;
  }
  const nothing = (result: Result<unknown>) => (result.ok ? ok({}) : result);

  return {
    'views.list': async () => guarded(() => ({ views: savedViews(opened().entered.db) })),

    async 'views.save'({ name, view, replace }) {
      const saved = change((db) => saveView(db, name, view, replace));
      return saved.ok ? ok({ viewId: saved.value }) : saved;
    },

    'views.rename': async ({ viewId, name }) => nothing(change((db) => renameView(db, viewId, name))),

    'views.delete': async ({ viewId }) => nothing(change((db) => deleteView(db, viewId))),
  };
}
