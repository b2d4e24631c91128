import { SECOND, type Clock } from '../clock';
import type { ServedTls } from '../http/certificate';
import type { Background } from './background';
import type { Standing } from './standing';

/**
 * Whether this node should be sent requests; why not, in sentences; what else somebody must look after; and how it is
 * reached. Holds no name.
 */
export interface Readiness {
  ready: boolean;
  problems: string[];
  /** What somebody has to look at although it answers: another node would do no better. */
  warnings: string[];
  /** Null where it is not served over TLS, on this computer only. */
  tls: { minimum: ServedTls['minimum']; reason: string | null; until: string } | null;
}

export interface Seen {
  stopping: boolean;
  logDamaged: boolean;
  /** Null: the database did not answer. */
  standing: Standing | null;
  /** Null: it could not be asked for. */
  background: Background | null;
  makesBackups: boolean;
  /** Of each work in the background, in a row. */
  failures: Readonly<Record<string, number>>;
  tls: ServedTls | null;
}

/** Seconds. The log is extended five times a second: this is far from ordinary. */
export const MOST_LAG = 5;
/** Seconds. Sessions and tokens of several nodes are judged by each one's own clock. */
export const MOST_CLOCK_DIFFERENCE = 10;

/** Seconds. The watch follows the log within a tenth of one; a past of weeks is looked at first when it begins. */
const MOST_UNSEEN = 60;
/** Seconds. One is made each night. */
const MOST_BACKUP_AGE = 2 * 24 * 60 * 60;
/** One failure may be a database that was gone for a moment. */
const MOST_FAILURES = 2;

const workNames: Readonly<Record<string, string>> = {
  watch: 'The look for signs of misuse',
  archives: 'The care of archives',
  retention: 'The retention of records',
  'key-care': 'The care of keys',
  backups: 'The backup',
};

export function readinessOf(seen: Seen, clock: Clock): Readiness {
  const { stopping, logDamaged, standing, tls } = seen;
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
  const warnings = standing === null ? [] : backgroundWarnings(seen);
  if (standing?.archivesGivenUp === true) {
    warnings.push('The audit trail is not archived any more: what was archived did not verify.');
  }
  return {
    ready: problems.length === 0,
    problems,
    warnings,
    tls: tls === null ? null : { ...tls, until: new Date((tls.until / SECOND) * 1000).toISOString() },
  };
}

function backgroundWarnings({ background, failures, makesBackups }: Seen): string[] {
  const found = Object.entries(failures)
    .filter(([, times]) => times > MOST_FAILURES)
    .map(([work, times]) => `${workNames[work] ?? work} failed ${times} times in a row.`);
  if (background === null) return [...found, 'How far the work in the background is could not be asked for.'];
  const { unseen, unseenFor, backupAge, practiceAge } = background;
  if (unseen > 0 && unseenFor > MOST_UNSEEN) {
    found.push(
      `${unseen} events were not looked at for signs of misuse yet, the oldest for ${Math.round(unseenFor / 60)} min.`,
    );
  }
  if (makesBackups && (backupAge ?? practiceAge) > MOST_BACKUP_AGE) {
    const days = Math.floor((backupAge ?? practiceAge) / (24 * 60 * 60));
    found.push(`No backup was good for ${days} days.`);
  }
  return found;
}
