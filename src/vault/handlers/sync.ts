import { ok } from '../../shared/domain/result';
import type { Handlers, Opened } from './handler';

type SyncHandlers = Pick<Handlers, 'sync.look' | 'sync.pause' | 'sync.resume'>;

/** How the copy stands, and stopping and resuming it. */
export function syncHandlers(opened: Opened): SyncHandlers {
  const sync = () => opened().session.sync;
  return {
    'sync.look': async () => ok(sync().look()),

    async 'sync.pause'() {
      sync().pause();
      return ok({});
    },

    async 'sync.resume'() {
      sync().resume();
      return ok({});
    },
  };
}
