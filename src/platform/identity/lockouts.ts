import {
  lockoutAt,
  mostFailuresAnywhere,
  standingAfter,
  standingAnywhere,
  type Standing,
} from '../../shared/domain/lockout';
import type { Account } from '../../shared/contract/platform/auth';
import type { Database, DatabaseTransaction } from '../database/schema';
import { anyInvitation, anySetupCode, codesOf, digestOfKey, EVERYWHERE } from './failures';

export interface LockedOut {
  /** Null: a name that no account has. */
  account: Account | null;
  /** An address or, of IPv6, a subscriber's network; null: everywhere. */
  address: string | null;
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
  const runs = new Map<string, Run>();
  const add = (digest: string, address: string | null, at: number) => {
    const key = `${digest} ${address}`;
    const run = runs.get(key) ?? { digest, address, times: [] };
    run.times.push(at);
    runs.set(key, run);
  };
  for (const { user_key_digest: digest, address, failed_at } of rows) {
    add(digest, address, failed_at);
    add(digest, null, failed_at);
  }
  const locked = [...runs.values()]
    .flatMap((run) => {
      const standing = lockoutOf(run, now);
      if (standing === null) return [];
      const { digest, address, times } = run;
      const { failures, blockedUntil: until } = standing;
      const where = address === EVERYWHERE ? null : address;
      return [{ digest, address: where, failures, since: Math.max(...times), until }];
    })
    .slice(0, MOST_LOCKOUTS);
  if (locked.length === 0) return [];
  const accounts = await accountsByDigest(db);
  return locked.map(({ digest, ...lockout }) => ({ account: accounts.get(digest) ?? null, ...lockout }));
}

/** Failures with one name at one address, or at all of them. */
interface Run {
  digest: string;
  address: string | null;
  times: number[];
}

/** Null where they lock nobody out now. */
function lockoutOf({ digest, address, times }: Run, now: number): Standing | null {
  const isOverAll = address === null;
  if (isOverAll && withoutCeiling.includes(digest)) return null;
  const standing = isOverAll ? standingAnywhere(times, mostFailuresAnywhere, now) : standingAfter(times, now);
  const isLocked = standing.failures >= (isOverAll ? mostFailuresAnywhere : lockoutAt);
  return isLocked && standing.blockedUntil > now ? standing : null;
}

const withoutCeiling = [anyInvitation, anySetupCode].map(digestOfKey);

async function accountsByDigest(db: Database): Promise<Map<string, Account>> {
  const rows = await db
    .selectFrom('account')
    .select(['user_id', 'user_name', 'user_key', 'display_name', 'role'])
    .execute();
  return new Map(
    rows.flatMap((row) => {
      const { user_id: userId, user_name: userName, display_name: displayName, role } = row;
      const account = { userId, userName, displayName, role };
      return [row.user_key, codesOf(row.user_key).userKey].map((key) => [digestOfKey(key), account] as const);
    }),
  );
}

/** Forgets every failure with this name, of passwords and codes; gives the addresses at which there were any. */
export async function releaseUserKey(
  transaction: DatabaseTransaction,
  userKey: string,
): Promise<(string | null)[]> {
  const rows = await transaction
    .deleteFrom('failed_sign_in')
    .where('user_key_digest', 'in', [digestOfKey(userKey), digestOfKey(codesOf(userKey).userKey)])
    .returning('address')
    .execute();
  const addresses = [...new Set(rows.map(({ address }) => address))].sort();
  return addresses.map((address) => (address === EVERYWHERE ? null : address));
}
