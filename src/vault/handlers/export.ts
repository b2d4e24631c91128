import { listPeople, peopleSentence } from '../../shared/domain/people-filter';
import type { Permission } from '../../shared/domain/permission';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import type { Clock } from '../clock';
import type { AsideFile } from '../export/aside-file';
import { BYTE_ORDER_MARK } from '../export/csv';
import { chartTable } from '../export/chart-table';
import type { Exports } from '../export/exports';
import { dayOf, figure, headingText, headWords, type Heading } from '../export/heading';
import { peopleHead, personLine } from '../export/people-table';
import { exportRefusal } from '../export/refusals';
import { trailHead, trailSentence, writeTrail } from '../export/trail-table';
import { newestHead } from '../store/heads';
import { keptMemberList, members } from '../store/lists';
import { atMostEvery } from '../sync/at-most';
import { countOf, countsBetween } from '../trail/ask';
import { openQueries } from '../trail/open-queries';
import { bothTimes } from '../export/heading';
import type { Handlers, Opened } from './handler';

type ExportHandlers = Pick<Handlers, 'export.trail' | 'export.people' | 'export.chart'>;

export interface ExportProgress {
  done: number;
  total: number;
}

export interface ExportHandlerParts {
  exports: Exports;
  workstation: string;
  progress(progress: ExportProgress): void;
  clock: Clock;
  opened: Opened;
}

/** So many milliseconds lie between two words of how far it is, at least. */
const PROGRESS_MS = 250;

/** Writing what is shown to a file: confirmed and placed by the person in main's dialogs, and recorded. */
export function exportHandlers(parts: ExportHandlerParts): ExportHandlers {
  const { exports, workstation, clock, opened } = parts;

  /** The heading's lines that are the same for all. */
  function origin(): Pick<Heading, 'practice' | 'by' | 'workstation' | 'at'> {
    const { practice, account } = opened().session.who;
    return { practice, by: account.displayName, workstation, at: clock() };
  }

  return {
    'export.trail': ({ filter, size, count }, signal) =>
      refusing('audit:read', async () => {
        const { session } = opened();
        const { db, dictionary, who } = session;
        const zone = who.practice.timeZone;
        const queries = openQueries(db, dictionary);
        const found = await countOf(queries, { filter, size }, signal);
        if (found.count !== count || found.size !== size) return otherThanShown();
        const tell = atMostEvery(PROGRESS_MS, () => parts.progress({ done, total: count }));
        let done = 0;
        const write = async (file: AsideFile, stop: AbortSignal) => {
          const from = origin();
          const heading = headingText({
            ...from,
            what: trailSentence(db, filter, zone),
            lines: `${figure(count)} of ${figure(size)} events, newest first`,
            source: headWords(newestHead(db), size, zone),
          });
          await file.write(`${BYTE_ORDER_MARK}${heading}${trailHead(zone)}`);
          const progress = (lines: number) => {
            done = lines;
            tell();
          };
          await writeTrail(queries, { filter, size }, file, zone, progress, stop);
        };
        const written = await exports.run(
          {
            wish: { what: 'trail', lines: count, on: dayOf(clock(), who.practice) },
            db,
            write,
            record: () => session.act('trail-exported', count),
          },
          signal,
        );
        tell.cancel();
        return linesOf(written, count);
      }),

    'export.people': ({ filter, sort, now, count }, signal) =>
      refusing('workforce:read', async () => {
        const { session } = opened();
        const { db, who } = session;
        const zone = who.practice.timeZone;
        const all = members(db);
        const shown = listPeople(all, filter, sort, now);
        if (shown.length !== count) return otherThanShown();
        const asOf = keptMemberList(db)?.asOf;
        const heading = () =>
          headingText({
            ...origin(),
            what: `List of people. ${peopleSentence(filter)}`,
            lines: `${figure(count)} of ${figure(all.length)} accounts, by ${sortWords[sort.by]}${sort.descending ? ', backwards' : ''}`,
            source:
              asOf === undefined
                ? 'The list on this computer'
                : `The list as the platform gave it on ${bothTimes(asOf, zone)}`,
          });
        const lines = () => shown.map((member) => personLine(member, zone)).join('');
        const written = await exports.run(
          {
            wish: { what: 'people', lines: count, on: dayOf(clock(), who.practice) },
            db,
            write: (file) => file.write(`${BYTE_ORDER_MARK}${heading()}${peopleHead(zone)}${lines()}`),
            record: () => session.act('people-exported', count),
          },
          signal,
        );
        return linesOf(written, count);
      }),

    'export.chart': ({ filter, size: shown, edges, order }, signal) =>
      refusing('audit:read', async () => {
        const { session } = opened();
        const { db, dictionary, who } = session;
        const zone = who.practice.timeZone;
        const queries = openQueries(db, dictionary);
        const size = Math.min(shown ?? Infinity, queries.trail.size());
        const counts = await countsBetween(queries, { filter, size, edges }, signal);
        const count = counts.length;
        const heading = () =>
          headingText({
            ...origin(),
            what: `How many events fell into each stretch of time. ${trailSentence(db, filter, zone)}`,
            lines: `${figure(count)} stretches of time`,
            source: headWords(newestHead(db), size, zone),
          });
        const written = await exports.run(
          {
            wish: { what: 'chart', lines: count, on: dayOf(clock(), who.practice) },
            db,
            write: (file) =>
              file.write(`${BYTE_ORDER_MARK}${heading()}${chartTable(edges, counts, order, zone)}`),
            record: () => session.act('chart-exported', count),
          },
          signal,
        );
        return linesOf(written, count);
      }),
  };

  async function refusing<T>(permission: Permission, work: () => Promise<Result<T>>): Promise<Result<T>> {
    if (!opened().session.who.permissions.includes(permission)) return notAllowed();
    try {
      return await work();
    } catch (error) {
      return exportRefusal(error);
    }
  }
}

const sortWords = {
  name: 'name',
  job: 'job',
  account: 'account',
  secondFactor: 'second factor',
  seen: 'when they were last seen',
} as const;

function linesOf(written: Result<boolean>, count: number): Result<{ lines: number | null }> {
  return written.ok ? ok({ lines: written.value ? count : null }) : written;
}

function otherThanShown(): Refusal {
  return err(
    'conflict',
    'What is kept here is not what was shown any more. Nothing was exported.',
    'Look at the list as it is now, then export it.',
  );
}

function notAllowed(): Refusal {
  return err(
    'denied',
    'Your role may not export this. Nothing was exported.',
    'An administrator of the practice can change what your role may do.',
  );
}
