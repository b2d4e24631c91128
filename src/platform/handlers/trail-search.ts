import { searchTrail } from '../../shared/contract/platform/trail-search';
import { MiB } from '../../shared/contract/platform/call';
import { err, ok } from '../../shared/domain/result';
import { unsearched } from '../archives/reading';
import { damagedLog } from '../audit/damaged-log';
import { happenedIn } from '../audit/draft';
import { newestCheckpoint, withProofs } from '../audit/trail';
import { askTrail } from '../audit/trail-question';
import { trailSearchFor } from '../audit/trail-search';
import type { Service } from '../service';
import type { Handlers } from './handler';

const EVENT_BYTES = searchTrail.limits.reply - 2 * MiB;

export function trailSearchHandlers(service: Service): Pick<Handlers, 'audit.search'> {
  const { db, isLogDamaged, verifierKey } = service;
  return {
    async 'audit.search'({ beforeTime, beforeSeq, limit, ...question }, caller) {
      if (isLogDamaged()) return damagedLog;
      if ((beforeTime === undefined) !== (beforeSeq === undefined)) return halfAPlace;
      const before =
        beforeTime === undefined || beforeSeq === undefined
          ? undefined
          : { occurredAt: beforeTime, seq: beforeSeq };
      const { patient, ...asked } = question;
      const patients = patient === undefined ? [] : [patient];
      const search = trailSearchFor(caller.account.userId, caller.access);
      const [{ events: found }] = await askTrail(
        service,
        caller,
        { happened: happenedIn(searchTrail.audit), question: given(asked), patients },
        [search.newest(question, { limit, bytes: EVENT_BYTES, before })],
      );
      // Read after the events, so that the head covers them.
      const head = await newestCheckpoint(db);
      const events = await withProofs(db, found, head.size);
      const last = events.at(-1);
      const beyond = await unsearched(db, question);
      // A page may be short because its events are large: only an empty one is the end.
      return ok({
        events,
        next: last === undefined ? null : { beforeTime: last.event.occurredAt, beforeSeq: last.seq },
        unsearched: beyond.filter(({ isPurged }) => !isPurged).map(({ month }) => month),
        purged: beyond.filter(({ isPurged }) => isPurged).map(({ month }) => month),
        checkpoint: head.note,
        verifierKey,
      });
    },
  };
}

/** Without the parts that were not asked for. */
export function given<T extends object>(question: T) {
  return Object.fromEntries(
    Object.entries(question).filter(
      ([, part]) => part !== undefined && !(Array.isArray(part) && part.length === 0),
    ),
  ) as Record<string, string | number | string[]>;
}

const halfAPlace = err(
  'invalid-request',
  'A page begins after a time and a place together.',
  'Send both parts of `next`, or neither.',
);
