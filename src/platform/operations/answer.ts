import type { Clock } from '../clock';
import { faultOf } from '../database/fault';
import type { Database } from '../database/schema';
import type { ServedTls } from '../http/certificate';
import { errorFacts, type Log } from '../log';
import { backgroundOf, type Background } from './background';
import { labelled, metric, type RequestMetrics } from './metrics';
import { readinessOf } from './readiness';
import type { AllRounds } from './rounds';
import { sessionsOf, standingOf, type Standing } from './standing';

export interface OperationsReply {
  status: number;
  body: string;
}

/** `brief` for whoever reaches the service, `whole` for this computer. */
export type Operations = (
  path: '/healthz' | '/readyz' | '/metrics',
  how: 'brief' | 'whole',
) => Promise<OperationsReply>;

export interface OperationsParts {
  db: Database;
  clock: Clock;
  log: Log;
  metrics: RequestMetrics;
  rounds: Pick<AllRounds, 'failures'>;
  /** Whether backups are made here at all. */
  makesBackups: boolean;
  isLogDamaged: () => boolean;
  isStopping: () => boolean;
  tls: () => ServedTls | null;
}

/** A database that has not answered by then counts as gone: whoever asks gives up about then. */
const PATIENCE_MS = 2_000;
/** Looks in a row are one look, however many ask. */
const KEPT_MS = 1_000;

export function operationsOf(parts: OperationsParts): Operations {
  const { db, clock, metrics, rounds, makesBackups, isLogDamaged, isStopping, tls } = parts;
  let looked: { at: number; seen: Promise<[Standing | null, Background | null]> } | undefined;

  /** Apart from each other: what is wrong with the work in the background must not pass for a database that is gone. */
  function look(): Promise<[Standing | null, Background | null]> {
    const now = performance.now();
    if (looked === undefined || now - looked.at > KEPT_MS) {
      const standing = inTime(parts, () => standingOf(db, clock));
      const background = inTime(parts, () => backgroundOf(db, clock));
      looked = { at: now, seen: Promise.all([standing, background]) };
    }
    return looked.seen;
  }

  function failures(background: Background | null): Record<string, number> {
    const backups = makesBackups && background !== null ? { backups: background.backupFailures } : {};
    return { ...rounds.failures(), ...backups };
  }

  async function readiness(how: 'brief' | 'whole'): Promise<OperationsReply> {
    const [standing, background] = await look();
    const readiness = readinessOf(
      {
        ...{ stopping: isStopping(), logDamaged: isLogDamaged(), tls: tls() },
        ...{ standing, background, makesBackups, failures: failures(background) },
      },
      clock,
    );
    const shown = how === 'brief' ? { ready: readiness.ready } : { ...readiness, standing, background };
    return { status: readiness.ready ? 200 : 503, body: JSON.stringify(shown) };
  }

  async function measured(): Promise<OperationsReply> {
    const [[now, background], sessions] = await Promise.all([
      look(),
      inTime(parts, () => sessionsOf(db, clock)),
    ]);
    const lines = [
      ...metrics.lines(),
      ...metric('database_up', 'gauge', '1 while the database answers.', now === null ? 0 : 1),
      ...metric('log_damaged', 'gauge', '1 once the log cannot go on.', isLogDamaged() ? 1 : 0),
    ];
    if (now !== null) {
      lines.push(
        ...metric('log_events', 'gauge', 'Events that have their place in the log.', now.logSize),
        ...metric('waiting_events', 'gauge', 'Events that wait for their place.', now.waiting),
        ...metric('sequencer_lag_seconds', 'gauge', 'How long the oldest of them has waited.', now.lag),
        ...metric(
          'archives_given_up',
          'gauge',
          '1 while nothing is archived because what was archived did not verify.',
          now.archivesGivenUp ? 1 : 0,
        ),
        ...metric('clock_ahead_seconds', 'gauge', 'This clock less the database’s.', now.clockAhead),
      );
    }
    if (background !== null) {
      const { unseen, unseenFor, backupAge } = background;
      lines.push(
        ...metric('watch_behind_events', 'gauge', 'Events not looked at for signs of misuse yet.', unseen),
        ...metric('watch_behind_seconds', 'gauge', 'How long the oldest of them is in the log.', unseenFor),
      );
      if (backupAge !== null) {
        lines.push(
          ...metric('last_good_backup_age_seconds', 'gauge', 'Since the newest good backup.', backupAge),
        );
      }
    }
    const inARow = 'How often a work of the service failed since it was done last.';
    lines.push(...labelled('failures_in_a_row', inARow, 'work', failures(background)));
    if (sessions !== null) lines.push(...metric('sessions', 'gauge', 'Sessions that are live.', sessions));
    return { status: 200, body: `${lines.join('\n')}\n` };
  }

  return async (path, how) => {
    if (path === '/readyz') return readiness(how);
    if (path === '/metrics') return measured();
    return { status: 200, body: JSON.stringify({ alive: true }) };
  };
}

/** Null where the database fails, or takes too long. */
async function inTime<T>({ log }: OperationsParts, work: () => Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  const done = work().catch((error: unknown) => {
    log('standing-unknown', { fault: faultOf(error), ...errorFacts(error) });
    return null;
  });
  const answer = await Promise.race([done, late]);
  clearTimeout(timer);
  return answer;
}
