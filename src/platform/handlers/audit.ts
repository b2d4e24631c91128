import { listEvents } from '../../shared/contract/platform/audit';
import { MiB } from '../../shared/contract/platform/call';
import { ok } from '../../shared/domain/result';
import { damagedLog } from '../audit/damaged-log';
import { draftBy, happenedIn } from '../audit/draft';
import {
  beginReading,
  continueReading,
  lineText,
  newestCheckpoint,
  trailFor,
  withProofs,
} from '../audit/trail';
import { findSession } from '../identity/sessions';
import type { Service } from '../service';
import { WrittenReply, type Handlers } from './handler';

/** Of a reply's limit, what its events may take; the rest is for the text around them. */
const EVENT_BYTES = listEvents.limits.reply - 2 * MiB;
/** Of events that each come with a proof: up to 64 hashes, and a read of up to 15 rows for every four levels. */
const PROVED_EVENTS = 250;

export function auditHandlers(service: Service): Pick<Handlers, 'audit.listEvents'> {
  const { acts, clock, db, growth, isLogDamaged, verifierKey } = service;
  return {
    async 'audit.listEvents'({ from, limit, wait }, caller, gone) {
      const trail = trailFor(service, caller.account.userId, caller.access);
      const until = performance.now() + wait * 1000;
      for (;;) {
        if (isLogDamaged()) return damagedLog;
        // Read before the events: what comes in meanwhile is beyond it, and ends a wait.
        const before = await newestCheckpoint(db);
        const lines = await trail.page(
          from,
          trail.isWhole ? limit : Math.min(limit, PROVED_EVENTS),
          EVENT_BYTES,
        );
        const last = lines.at(-1);
        // Read once more after them, so that the head covers them.
        const head = last === undefined ? before : await newestCheckpoint(db);
        if (last !== undefined) {
          const next = last.seq + 1;
          // A run is recorded once for each session, before anything of it is sent. Its own event joins the
          // run and is read as its continuation: reading does not feed itself.
          if (!(await continueReading(db, caller.sessionId, from, next))) {
            await acts.act(async (transaction, record) => {
              await beginReading(transaction, caller.sessionId, from, next);
              await record(draftBy(caller, { ...happenedIn(listEvents.audit), meta: { from } }, clock()));
            });
          }
        }
        const shown = trail.isWhole ? lines : await withProofs(db, lines, head.size);
        // Who sees every event misses only what is not there any more.
        const first = trail.isWhole ? (lines[0]?.seq ?? from) : from;
        const purged = first > from && { purgedBefore: first };
        const signed = JSON.stringify({ checkpoint: head.note, verifierKey, ...purged });
        const page = ok(new WrittenReply(`{"events":[${shown.map(lineText).join(',')}],${signed.slice(1)}`));
        // Who knows of more than there is must hear so now.
        if (last !== undefined || from > head.size) return page;
        if ((await growth.beyond(head.size, until - performance.now(), gone)) === 'over') return page;
        // While it waited the session may have ended: that is an event too, and ends the wait.
        const session = await findSession(db, caller, caller.network, clock());
        if (!session.ok) return session;
      }
    },
  };
}
