import { z } from 'zod';
import { err, type Refusal } from '../../shared/domain/result';
import type { Clock } from '../clock';
import type { ReadableDb, WritableDb } from '../store/db';
import { keptSetting } from './kept-setting';
import { ownPreferences } from './own-settings';

/**
 * How long a vault opens without the platform. Kept inside the encrypted file, whose pages are authenticated:
 * `contactAt` is when the platform last answered, `seenAt` the highest time this vault was ever open at. Microseconds.
 */
const lease = z.object({ contactAt: z.int().nonnegative(), seenAt: z.int().nonnegative() });
export type Lease = z.infer<typeof lease>;

export const keptLease = keptSetting('lease', lease);

const HOUR = 3_600_000_000;

/** Until when the vault opens without the platform. */
export function leaseUntil({ contactAt }: Lease, leaseHours: number): number {
  return contactAt + leaseHours * HOUR;
}

/** A clock that was set back gives no more time: what was seen once is past. */
export function hasEnded(kept: Lease, leaseHours: number, now: number): boolean {
  return Math.max(now, kept.seenAt) >= leaseUntil(kept, leaseHours);
}

export function leaseEnded(leaseHours: number): Refusal {
  const long = leaseHours % 24 === 0 && leaseHours > 24 ? `${leaseHours / 24} days` : `${leaseHours} hours`;
  return err(
    'lease-ended',
    `This vault was without the platform for longer than ${long}. Its password is right, and it stays closed.`,
    'Connect this computer to the practice’s network; then sign in.',
  );
}

/** Writes down how late it is, if it was never so late. */
export function seen(db: WritableDb, now: number): void {
  const kept = keptLease.read(db);
  if (kept !== null && now > kept.seenAt) keptLease.write(db, { ...kept, seenAt: now });
}

/** Whether the vault may be opened without the platform now; null when it may. */
export function leaseRefusal(db: ReadableDb, now: number): Refusal | null {
  const kept = keptLease.read(db);
  const { leaseHours } = ownPreferences(db);
  return kept === null || hasEnded(kept, leaseHours, now) ? leaseEnded(leaseHours) : null;
}

/** The lease of a vault while it is open. */
export interface LeaseKeeper {
  /** The platform has answered somebody who is signed in there. */
  contact(): void;
  /** Writes down how late it is, and says whether there is no time left. */
  tick(): boolean;
  /** Until when the vault opens without the platform, microseconds; null where it has never been online. */
  until(): number | null;
}

/** A contact is written down at most so often. */
const CONTACT_EVERY_MS = 60_000;

/**
 * `elapsedMs` comes from a clock that nobody sets: time in which the vault is open passes, whatever is done to the
 * computer's own clock.
 */
export function keepLease(
  db: WritableDb,
  clock: Clock,
  elapsedMs: () => number = () => performance.now(),
): LeaseKeeper {
  const before = keptLease.read(db);
  /** A moment that cannot be later than now, and when it was by the clock that nobody sets. */
  let known = { at: Math.max(clock(), before?.seenAt ?? 0), elapsedMs: elapsedMs() };
  let writtenMs = -Infinity;

  const latest = (): number =>
    Math.max(clock(), known.at + Math.round((elapsedMs() - known.elapsedMs) * 1000));

  return {
    contact() {
      if (elapsedMs() - writtenMs < CONTACT_EVERY_MS) return;
      writtenMs = elapsedMs();
      // The platform has spoken: whatever was seen under a clock that ran ahead is forgotten.
      known = { at: clock(), elapsedMs: writtenMs };
      keptLease.write(db, { contactAt: known.at, seenAt: known.at });
    },
    tick() {
      const now = latest();
      seen(db, now);
      return leaseRefusal(db, now) !== null;
    },
    until() {
      const kept = keptLease.read(db);
      return kept === null ? null : leaseUntil(kept, ownPreferences(db).leaseHours);
    },
  };
}
