import { sql, type RawBuilder } from 'kysely';
import { hash } from 'node:crypto';
import { addressKey } from '../../shared/detection/address';
import { forgottenAfter, secondsToWait, standingAfter, standingAnywhere } from '../../shared/domain/lockout';
import { lockOn } from '../database/advisory-lock';
import { prepared } from '../database/prepared';
import { askTogether, type Question } from '../database/question';
import type { DatabaseTransaction } from '../database/schema';

/** One account, as it is spelled by whoever tries, at one address. */
export interface Attempted {
  userKey: string;
  /** It counts by its key (addressKey): of IPv6 one subscriber's network. */
  address: string;
}

/** In place of an address: what is counted wherever it comes from. */
export const EVERYWHERE = '::/0';

/**
 * Codes of a second factor are counted for the account, wherever they come from: whoever sends one knows the password
 * already, so no colleague can lock anybody out by them. No user name is spelled so.
 */
export function codesOf(userKey: string): Attempted {
  return { userKey: `\u0001code ${userKey}`, address: EVERYWHERE };
}

/** Codes that nobody's name belongs to yet are counted by address alone, apart from passwords. */
export const anyInvitation = '\u0001invitation';
export const anySetupCode = '\u0001set-up';

/** Where wrong passwords of one account are counted over all addresses too. */
export interface Ceiling {
  /** So many within `forgottenAfter` are the last that are looked at. */
  most: number;
  /** Whether it does not hold here: asked once it is reached. */
  isExempt(): Promise<boolean>;
}

/** Whether an attempt may be made. `failures` is the length of the run, with this attempt if it may. */
export type Attempt =
  /** `isFirst`: no attempt was refused during this wait before. */
  | { waitSeconds: number; failures: number; isFirst: boolean }
  /** `at`: under which instant it is counted. */
  | { waitSeconds: 0; failures: number; at: number };

/**
 * Counts an attempt as failed before its password is looked at, so that a hundred guesses sent at once get no
 * further than one; a success forgets it again.
 */
export async function beginAttempt(
  transaction: DatabaseTransaction,
  attempted: Attempted,
  now: number,
  ceiling?: Ceiling,
): Promise<Attempt> {
  const address = addressKey(attempted.address);
  const digest = digestOfKey(attempted.userKey);
  const counted = { digest, address: ceiling === undefined ? address : null };
  const [, , , rows] = await askTogether(transaction, [
    // What is counted at one address alone is nobody's user name: no name is ever locked both ways.
    lockOn(ceiling === undefined ? `sign-in ${address} ${digest}` : `sign-in ${digest}`),
    correctFuture.with({ ...counted, now }),
    forgetOld.with({ until: now - 2 * forgottenAfter }),
    failures.with(counted),
  ]);
  const timesOf = (some: typeof rows) => some.map((row) => row.failed_at);
  const here = rows.filter((row) => row.address === address);
  const standing = standingAfter(timesOf(here), now);
  const waitHere = secondsToWait(standing, now);
  const waitAnywhere =
    ceiling === undefined ? 0 : secondsToWait(standingAnywhere(timesOf(rows), ceiling.most, now), now);
  const isOverAll = waitAnywhere > waitHere && !(await ceiling?.isExempt());
  const waitSeconds = isOverAll ? waitAnywhere : waitHere;
  if (waitSeconds > 0) {
    // The wait is that of the newest failure.
    const newest = (isOverAll ? rows : here)[0];
    const isFirst = newest?.refused_at === null;
    if (isFirst) {
      await transaction
        .updateTable('failed_sign_in')
        .set({ refused_at: now })
        .where('user_key_digest', '=', digest)
        .where('address', '=', newest.address)
        .where('failed_at', '=', newest.failed_at)
        .execute();
    }
    return { waitSeconds, failures: isOverAll ? rows.length : standing.failures, isFirst };
  }
  await count(transaction, { digest, address, now });
  return { waitSeconds: 0, failures: standing.failures + 1, at: now };
}

/** At one address; null: at all of them. */
const isAt = (address: RawBuilder<string | null>) =>
  sql<boolean>`(failed_sign_in.address = ${address}::inet or ${address}::inet is null)`;

/** Failures that a wrong clock put into the future would lock until that date: they happened by now. */
const correctFuture = prepared<{ digest: string; address: string | null; now: number }, unknown>(
  (db, { digest, address, now }) =>
    db
      .updateTable('failed_sign_in')
      .set({ failed_at: now })
      .where('user_key_digest', '=', digest)
      .where(isAt(address))
      .where('failed_at', '>', now),
);

const forgetOld = prepared<{ until: number }, unknown>((db, { until }) =>
  db.deleteFrom('failed_sign_in').where('failed_at', '<=', until),
);

/** The newest first. */
const failures = prepared<
  { digest: string; address: string | null },
  { address: string; failed_at: number; refused_at: number | null }
>((db, { digest, address }) =>
  db
    .selectFrom('failed_sign_in')
    .select(['address', 'failed_at', 'refused_at'])
    .where('user_key_digest', '=', digest)
    .where(isAt(address))
    .orderBy('failed_at', 'desc'),
);

const count = prepared<{ digest: string; address: string; now: number }, unknown>(
  (db, { digest, address, now }) =>
    db.insertInto('failed_sign_in').values({ user_key_digest: digest, address, failed_at: now }),
);

/** Uncounts one attempt, which was no failure; those before it count as they did. */
export async function withdrawAttempt(
  transaction: DatabaseTransaction,
  attempted: Attempted,
  at: number,
): Promise<void> {
  await transaction
    .deleteFrom('failed_sign_in')
    .where('user_key_digest', '=', digestOfKey(attempted.userKey))
    .where('address', '=', addressKey(attempted.address))
    .where('failed_at', '=', at)
    .execute();
}

export function forgettingFailures({ userKey, address }: Attempted): Question<unknown> {
  return forget.with({ digest: digestOfKey(userKey), address: addressKey(address) });
}

const forget = prepared<{ digest: string; address: string }, unknown>((db, { digest, address }) =>
  db.deleteFrom('failed_sign_in').where('user_key_digest', '=', digest).where('address', '=', address),
);

/** Keys are only compared, and somebody may have typed a password into the field of the name. */
export function digestOfKey(userKey: string): string {
  return hash('sha256', userKey, 'base64url');
}
