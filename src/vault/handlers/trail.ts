import { openEventChanges } from '../../shared/contract/platform/event-changes';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import { systemClock, type Clock } from '../clock';
import type { WritableDb } from '../store/db';
import { findPseudonyms, keptMemberList, members } from '../store/lists';
import { problemOf, storeRefusal } from '../store/problem';
import { lineAndAround } from '../trail/around';
import { countOf, countsBetween, linesOf } from '../trail/ask';
import { keepLastHere } from '../trail/last-here';
import { openQueries, type Queries } from '../trail/open-queries';
import { personLook } from '../trail/person';
import { shownRows } from '../trail/shown-rows';
import { todayLook } from '../trail/today';
import { answering, Cancelled } from '../trail/turns';
import type { Handlers, Opened } from './handler';

type TrailHandlers = Pick<
  Handlers,
  | 'trail.rows'
  | 'trail.count'
  | 'trail.histogram'
  | 'trail.event'
  | 'trail.openChanges'
  | 'patients.find'
  | 'people.list'
  | 'people.look'
  | 'today.look'
>;

/** What stays between two questions about one open file. */
interface Kept {
  queries: Queries;
  lastHere: number | null;
}

/** What is read from the copy: the trail, people, patients, and what is new today. */
export function trailHandlers(opened: Opened, clock: Clock = systemClock): TrailHandlers {
  const keptOf = new WeakMap<WritableDb, Kept>();

  /** Throws what the store throws. */
  function kept(): Kept & { db: WritableDb } {
    const { db, dictionary } = opened().session;
    let kept = keptOf.get(db);
    if (kept === undefined) {
      kept = { queries: openQueries(db, dictionary), lastHere: keepLastHere(db, clock) };
      keptOf.set(db, kept);
    }
    return { ...kept, db };
  }

  return {
    'trail.rows': (asked, signal) =>
      answered(async () => {
        const { queries, db } = kept();
        const { lines, size, total } = await linesOf(queries, asked, signal);
        return { rows: shownRows(db, lines), size, total };
      }),

    'trail.openChanges': (asked, signal) => opened().session.call(openEventChanges, asked, signal),

    'trail.count': (asked, signal) => answered(() => countOf(kept().queries, asked, signal)),

    'trail.histogram': (asked, signal) =>
      answered(async () => ({ counts: await countsBetween(kept().queries, asked, signal) })),

    async 'trail.event'({ seq }, signal) {
      const found = await answered(async () => {
        const { queries, db } = kept();
        const event = await lineAndAround(queries, seq, signal);
        if (event === null) return null;
        const [row] = shownRows(db, [event.line]);
        return row === undefined ? null : { row, around: shownRows(db, event.around) };
      });
      return orRefuse(
        found,
        err(
          'not-found',
          'The trail on this computer does not have that event.',
          'Wait until it has arrived, or check the number.',
        ),
      );
    },

    'patients.find': ({ text, limit }) =>
      answered(() => Promise.resolve({ patients: findPseudonyms(kept().db, text, limit) })),

    'people.list': () =>
      answered(() => {
        const { db } = kept();
        return Promise.resolve({ members: members(db), asOf: keptMemberList(db)?.asOf ?? null });
      }),

    async 'people.look'({ userId, edges }, signal) {
      const found = await answered(async () => {
        const { queries, db } = kept();
        const member = members(db).find((one) => one.userId === userId);
        if (member === undefined) return null;
        const { recent, ...look } = await personLook(queries, userId, edges, signal);
        return { member, ...look, recent: shownRows(db, recent) };
      });
      return orRefuse(
        found,
        err(
          'not-found',
          'The practice’s list of people does not have this person.',
          'Go back to People and choose somebody from the list.',
        ),
      );
    },

    'today.look': ({ edges }, signal) =>
      answered(async () => {
        const { queries, db, lastHere } = kept();
        const { changes, ...look } = await todayLook(
          queries,
          lastHere ?? (edges[0] as number),
          edges,
          signal,
        );
        return { lastHere, ...look, changes: shownRows(db, changes) };
      }),
  };
}

/** The answer, or why there is none: the person stopped it, or what is wrong with the file. */
async function answered<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await answering(work));
  } catch (error) {
    if (error instanceof Cancelled) {
      return err('cancelled', 'The search was stopped.', 'Start it again when you want it.');
    }
    const problem = problemOf(error);
    if (problem === null) throw error;
    return storeRefusal(problem);
  }
}

function orRefuse<T>(found: Result<T | null>, refusal: Refusal): Result<T> {
  if (!found.ok) return found;
  return found.value === null ? refusal : ok(found.value);
}
