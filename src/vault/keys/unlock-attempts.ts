import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { lockoutAt, secondsToWait, standingAfter } from '../../shared/domain/lockout';
import { readJson } from '../files/read-json';
import { writeDurably } from '../files/write-durably';

/** Where the attempts on one file are counted, under a MAC that only this computer's keychain can make. */
export interface AttemptRecord {
  path: string;
  fileId: string;
  workstation: Uint8Array;
}

/** So many are told of when the file opens; fewer would be enough to judge by. */
const MOST_KEPT = 100;

const attemptsFile = z.strictObject({
  format: z.literal('wardkeeper-unlock-attempts'),
  version: z.literal(1),
  /** When each was made since the file was last opened, in microseconds; the newest of them. */
  attempts: z.array(z.int().nonnegative()).max(MOST_KEPT),
  mac: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});

/**
 * Counts an attempt before it is made, so that ending the process in the middle saves nobody one.
 * Returns 0, or the seconds to wait first: then nothing was counted and the attempt must not be made.
 * A record that is missing or was altered is a lockout that starts now. `now`: microseconds.
 */
export function beginAttempt(record: AttemptRecord, now: number): number {
  const kept = readAttempts(record);
  if (kept === null) {
    const lockedOut = Array<number>(lockoutAt).fill(now);
    writeAttempts(record, lockedOut);
    return secondsToWait(standingAfter(lockedOut, now), now);
  }
  // Made under a clock that ran ahead. Unless that is written down, each look would take them for made just now.
  const attempts = kept.map((at) => Math.min(at, now));
  if (kept.some((at) => at > now)) writeAttempts(record, attempts);
  const seconds = secondsToWait(standingAfter(attempts, now), now);
  if (seconds === 0) writeAttempts(record, [...attempts, now].slice(-MOST_KEPT));
  return seconds;
}

/** Where the file stands, without counting anything; a record that was altered says nothing before it is tried. */
export function attemptsStanding(record: AttemptRecord, now: number): { failures: number; wait: number } {
  const standing = standingAfter(readAttempts(record) ?? [], now);
  return { failures: standing.failures, wait: secondsToWait(standing, now) };
}

/** Takes back the last attempt: it was right, and it was not for it that the file did not open. */
export function withdrawAttempt(record: AttemptRecord): void {
  const attempts = readAttempts(record);
  if (attempts !== null) writeAttempts(record, attempts.slice(0, -1));
}

/** The file was opened, or has just been made. */
export function clearAttempts(record: AttemptRecord): void {
  writeAttempts(record, []);
}

/** Null when the record is missing or is not as it was written here. */
export function readAttempts(record: AttemptRecord): number[] | null {
  const file = readJson(record.path);
  const parsed = attemptsFile.safeParse(file.state === 'read' ? file.value : null);
  if (!parsed.success) return null;
  const { attempts, mac } = parsed.data;
  return timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(record, attempts))) ? attempts : null;
}

function writeAttempts(record: AttemptRecord, attempts: readonly number[]): void {
  const mac = macOf(record, attempts);
  writeDurably(
    record.path,
    `${JSON.stringify({ format: 'wardkeeper-unlock-attempts', version: 1, attempts, mac })}\n`,
  );
}

function macOf({ fileId, workstation }: AttemptRecord, attempts: readonly number[]): string {
  return createHmac('sha256', workstation)
    .update(`wardkeeper vault: unlock attempts, version 1\0${JSON.stringify([fileId, attempts])}`)
    .digest('base64url');
}
