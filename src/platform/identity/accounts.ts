import type { Selectable } from 'kysely';
import type { Account } from '../../shared/contract/platform/auth';
import { prepared } from '../database/prepared';
import { reading, type Question } from '../database/question';
import type { AccountTable, Database, DatabaseTransaction } from '../database/schema';

/** An account as a sign-in finds it. */
export interface KnownAccount {
  account: Account;
  /** Null: nobody can sign in with it. */
  passwordHash: string | null;
  /** Why nobody may sign in with it, in the words of the audit trail; null where its owner may. */
  barred: 'account-ended' | 'account-on-leave' | 'service-account' | null;
}

/** The account that all spellings of one name mean (user-key.ts). */
export function accountNamed(key: string): Question<KnownAccount | null> {
  return reading(byKey.with({ key }), ([row]) => (row === undefined ? null : knownAs(row)));
}

function knownAs(row: AccountRow): KnownAccount {
  return {
    account: {
      userId: row.user_id,
      userName: row.user_name,
      displayName: row.display_name,
      role: row.role,
    },
    passwordHash: row.password_hash,
    barred: barredBy(row),
  };
}

type AccountRow = Pick<
  Selectable<AccountTable>,
  'user_id' | 'user_name' | 'display_name' | 'role' | 'password_hash' | 'ended_at' | 'status' | 'service'
>;

const byKey = prepared<{ key: string }, AccountRow>((db, { key }) =>
  db
    .selectFrom('account')
    .select([
      'user_id',
      'user_name',
      'display_name',
      'role',
      'password_hash',
      'ended_at',
      'status',
      'service',
    ])
    .where('user_key', '=', key),
);

function barredBy(row: {
  ended_at: number | null;
  status: string;
  service: boolean;
}): KnownAccount['barred'] {
  if (row.ended_at !== null || row.status === 'ended') return 'account-ended';
  if (row.status !== 'active') return 'account-on-leave';
  return row.service ? 'service-account' : null;
}

/** Lets no other transaction decide about this account's sessions and second factor until this one has ended. */
export async function lockAccount(transaction: DatabaseTransaction, userId: string): Promise<void> {
  await transaction
    .selectFrom('account')
    .select('user_id')
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/**
 * The same, and why the account is not any more what an attempt looked at before it was locked: a password that was
 * changed or an account that ended meanwhile lets nobody in. Null where it still is.
 */
export function lockingLookedAt({
  account,
  passwordHash,
}: KnownAccount): Question<NonNullable<KnownAccount['barred']> | 'changed-meanwhile' | null> {
  return reading(locked.with({ userId: account.userId }), ([row]) => {
    if (row === undefined) throw new RangeError('An account was deleted');
    return barredBy(row) ?? (row.password_hash === passwordHash ? null : 'changed-meanwhile');
  });
}

const locked = prepared<
  { userId: string },
  Pick<AccountRow, 'password_hash' | 'ended_at' | 'status' | 'service'>
>((db, { userId }) =>
  db
    .selectFrom('account')
    .select(['password_hash', 'ended_at', 'status', 'service'])
    .where('user_id', '=', userId)
    .forUpdate(),
);

/** Whether anybody can sign in: until then, a set-up code lets the first person in. */
export async function isClaimed(db: Database): Promise<boolean> {
  const somebody = await db
    .selectFrom('account')
    .select('user_id')
    .where('password_hash', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return somebody !== undefined;
}
