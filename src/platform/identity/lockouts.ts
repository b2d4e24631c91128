import { lockoutAt, standingAfter } from '../../shared/domain/lockout';
import type { Account } from '../../shared/contract/platform/auth';
import type { Database, DatabaseTransaction } from '../database/schema';
import { digestOfKey } from './failures';

export interface LockedOut {
  /** Null: a name that no account has. */
  account: Account | null;
  address: string;
  failures: number;
  /** The newest failure, and when it is over; microseconds. */
  since: number;
  until: number;
}

/** The newest failures that are looked at, and the most lockouts that are told of. */
const MOST_FAILURES = 20_000;
const MOST_LOCKOUTS = 1000;

/** Which names are locked out where, the newest first. `now` in microseconds. */
export async function lockedOut(db: Database, now: number): Promise<LockedOut[]> {
  const rows = await db
    .selectFrom('failed_sign_in')
    .select(['user_key_digest', 'address', 'failed_at'])
    .orderBy('failed_at', 'desc')
    .limit(MOST_FAILURES)
    .execute();
  const runs = new Map<string, { digest: string; address: string; times: number[] }>();
  for (const { user_key_digest: digest, address, failed_at } of rows) {
    const key = `${digest} ${address}`;
    const run = runs.get(key) ?? { digest, address, times: [] };
    run.times.push(failed_at);
    runs.set(key, run);
  }
  const locked = [...runs.values()]
    .map(({ digest, address, times }) => {
      const { failures, blockedUntil } = standingAfter(times, now);
      return { digest, address, failures, since: Math.max(...times), until: blockedUntil };
    })
    .filter(({ failures, until }) => failures >= lockoutAt && until > now)
    .slice(0, MOST_LOCKOUTS);
  if (locked.length === 0) return [];
  const accounts = await accountsByDigest(db);
  return locked.map(({ digest, ...lockout }) => ({ account: accounts.get(digest) ?? null, ...lockout }));
}

async function accountsByDigest(db: Database): Promise<Map<string, Account>> {
  const rows = await db
    .selectFrom('account')
    .select(['user_id', 'user_name', 'user_key', 'display_name', 'role'])
    .execute();
  return new Map(
    rows.map((row) => [
      digestOfKey(row.user_key),
      { userId: row.user_id, userName: row.user_name, displayName: row.display_name, role: row.role },
    ]),
  );
}

/** Forgets every failure with this name; gives the addresses at which there were any. */
export async function releaseUserKey(transaction: DatabaseTransaction, userKey: string): Promise<string[]> {
  const rows = await transaction
    .deleteFrom('failed_sign_in')
    .where('user_key_digest', '=', digestOfKey(userKey))
    .returning('address')
    .execute();
  return [...new Set(rows.map(({ address }) => address))].sort();
}
