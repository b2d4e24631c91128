import { listEvents } from '../../shared/contract/platform/audit';
import { MiB } from '../../shared/contract/platform/call';
import { ok } from '../../shared/domain/result';
import { damagedLog } from '../audit/damaged-log';
import { draftBy, happenedIn } from '../audit/draft';
import { beginReading, continueReading, newestCheckpoint, trailFor } from '../audit/trail';
import type { Service } from '../service';
import type { Handlers } from './handler';

/** Of a reply's limit, what its events may take; the rest is for the text around them. */
const EVENT_BYTES = listEvents.limits.reply - 2 * MiB;

export function auditHandlers(service: Service): Pick<Handlers, 'audit.listEvents'> {
  const { acts, clock, db, isLogDamaged, verifierKey } = service;
  return {
    async 'audit.listEvents'({ from, limit }, caller) {
      if (isLogDamaged()) return damagedLog;
      const events = await trailFor(db, caller.account.userId, caller.access).page(from, limit, EVENT_BYTES);
      const last = events.at(-1);
      if (last !== undefined) {
        const next = last.seq + 1;
        // A run is recorded once for each session, before anything of it is sent. Its own event joins the
        // run and is read as its continuation: reading does not feed itself.
        if (!(await continueReading(db, caller.sessionId, from, next))) {
          await acts.act(async (transaction, record) => {
            await beginReading(transaction, caller.sessionId, from, next);
            await record({
              ...draftBy(caller, happenedIn(listEvents.audit), clock()),
              details: { meta: { from } },
            });
          });
        }
      }
      // Read after the events, so that the head covers them.
      return ok({ events, checkpoint: await newestCheckpoint(db), verifierKey });
    },
  };
}
