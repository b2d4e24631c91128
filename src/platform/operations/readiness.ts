import { SECOND, type Clock } from '../clock';
import type { ServedTls } from '../http/certificate';
import type { Standing } from './standing';

/**
 * Whether this node should be sent requests; why not, in sentences; what else somebody must look after; and how it is
 * reached. Holds no name.
 */
export interface Readiness {
  ready: boolean;
  problems: string[];
  /** It answers as it should all the same. */
  warnings: string[];
  /** Null where it is not served over TLS, on this computer only. */
  tls: { minimum: ServedTls['minimum']; reason: string | null; until: string } | null;
}

export interface Seen {
  stopping: boolean;
  logDamaged: boolean;
  /** Null: the database did not answer. */
  standing: Standing | null;
  tls: ServedTls | null;
}

/** Seconds. The log is extended five times a second: this is far from ordinary. */
export const MOST_LAG = 5;
/** Seconds. Sessions and tokens of several nodes are judged by each one's own clock. */
export const MOST_CLOCK_DIFFERENCE = 10;

export function readinessOf({ stopping, logDamaged, standing, tls }: Seen, clock: Clock): Readiness {
  const problems: string[] = [];
  if (stopping) problems.push('It is stopping.');
  if (standing === null) problems.push('The database does not answer.');
  if (logDamaged) problems.push('The log is damaged; nothing is taken in.');
  if (standing !== null && standing.lag > MOST_LAG) {
    problems.push(`Events wait for their place in the log, the oldest for ${Math.round(standing.lag)} s.`);
  }
  if (standing !== null && Math.abs(standing.clockAhead) > MOST_CLOCK_DIFFERENCE) {
    problems.push(`Its clock and the database’s differ by ${Math.round(Math.abs(standing.clockAhead))} s.`);
  }
  if (tls !== null && tls.until < clock()) problems.push('Its certificate has expired.');
  const warnings =
    standing?.archivesGivenUp === true
      ? ['The audit trail is not archived any more: what was archived did not verify.']
      : [];
  return {
    ready: problems.length === 0,
    problems,
    warnings,
    tls: tls === null ? null : { ...tls, until: new Date((tls.until / SECOND) * 1000).toISOString() },
  };
}
