import type { Clock } from '../clock';
import { faultOf } from '../database/fault';
import type { Database } from '../database/schema';
import type { ServedTls } from '../http/certificate';
import { errorFacts, type Log } from '../log';
import { metric, type RequestMetrics } from './metrics';
import { readinessOf } from './readiness';
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
  isLogDamaged: () => boolean;
  isStopping: () => boolean;
  tls: () => ServedTls | null;
}

/** A database that has not answered by then counts as gone: whoever asks gives up about then. */
const PATIENCE_MS = 2_000;
/** Looks in a row are one look, however many ask. */
const KEPT_MS = 1_000;

export function operationsOf(parts: OperationsParts): Operations {
  const { db, clock, metrics, isLogDamaged, isStopping, tls } = parts;
  let looked: { at: number; standing: Promise<Standing | null> } | undefined;

  function standing(): Promise<Standing | null> {
    const now = performance.now();
    if (looked === undefined || now - looked.at > KEPT_MS) {
      looked = { at: now, standing: inTime(parts, () => standingOf(db, clock)) };
    }
    return looked.standing;
  }

  async function readiness(how: 'brief' | 'whole'): Promise<OperationsReply> {
    const seen = {
      stopping: isStopping(),
      logDamaged: isLogDamaged(),
      standing: await standing(),
      tls: tls(),
    };
    const readiness = readinessOf(seen, clock);
    const shown = how === 'brief' ? { ready: readiness.ready } : { ...readiness, standing: seen.standing };
    return { status: readiness.ready ? 200 : 503, body: JSON.stringify(shown) };
  }

  async function measured(): Promise<OperationsReply> {
    const [now, sessions] = await Promise.all([standing(), inTime(parts, () => sessionsOf(db, clock))]);
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
