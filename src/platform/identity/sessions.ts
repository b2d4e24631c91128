import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Account } from '../../shared/contract/platform/auth';
import { ok, type Result } from '../../shared/domain/result';
import type { Network, SignedIn } from '../access/caller';
import { accountEnded, notSignedIn } from '../access/refusals';
import { roleOf, type StoredRole } from '../access/roles';
import { MINUTE, SECOND } from '../clock';
import { prepared } from '../database/prepared';
import { reading, type Question } from '../database/question';
import type { AccountTable, Database, DatabaseTransaction, SessionTable } from '../database/schema';
import { needsSecondFactor } from './needed-factor';

/** A session's longest life: then the person signs in again. Microseconds, as all here. */
export const SESSION_LIFE = 24 * 60 * MINUTE;

/**
 * A session that is not refreshed for so long has ended. What counts is the refresh: a console that is open and
 * unlocked refreshes by itself, and one that is locked, closed or asleep does not, however it waits for events.
 * A workstation that nobody touches is the console's to lock (build/decisions/sessions.md).
 */
export const SESSION_IDLE = 30 * MINUTE;

/** Live sessions of one person; a further one ends the oldest. */
export const MOST_SESSIONS = 5;

/** What a clock may have gone back without ending sessions: small corrections. */
const CLOCK_SLACK = MINUTE;

/** A session that was opened or refreshed in what is now the future is none: it would live too long. */
export function isLive(now: number | RawBuilder<number>) {
  const at = sql`${now}::bigint`;
  return sql<boolean>`session.ended_at is null and session.expires_at > ${at}
    and session.opened_at <= ${at} + ${CLOCK_SLACK}::bigint
    and session.refreshed_at > ${at} - ${SESSION_IDLE}::bigint
    and session.refreshed_at <= ${at} + ${CLOCK_SLACK}::bigint`;
}

interface NewSession {
  sessionId: string;
  userId: string;
  network: Network;
}

/** Ids of the sessions that a further one ends. The transaction has locked the account. */
export function sessionsTooMany(userId: string, now: number): Question<string[]> {
  return reading(liveOf.with({ userId, now }), (rows) =>
    rows.slice(MOST_SESSIONS - 1).map((row) => row.session_id),
  );
}

export function openingSession({ sessionId, userId, network }: NewSession, now: number): Question<unknown> {
  return insert.with({
    sessionId,
    userId,
    address: network.address,
    userAgent: network.userAgent?.slice(0, 2048) ?? null,
    now,
    expiresAt: now + SESSION_LIFE,
  });
}

/** The newest first. */
const liveOf = prepared<{ userId: string; now: number }, { session_id: string }>((db, { userId, now }) =>
  db
    .selectFrom('session')
    .select('session_id')
    .where('user_id', '=', userId)
    .where(isLive(now))
    .orderBy('opened_at', 'desc')
    .orderBy('session_id'),
);

const insert = prepared<
  {
    sessionId: string;
    userId: string;
    address: string;
    userAgent: string | null;
    now: number;
    expiresAt: number;
  },
  unknown
>((db, { sessionId, userId, address, userAgent, now, expiresAt }) =>
  db.insertInto('session').values({
    session_id: sessionId,
    user_id: userId,
    address,
    user_agent: userAgent,
    opened_at: now,
    refreshed_at: now,
    expires_at: expiresAt,
    ended_at: null,
  }),
);

/** Whether it ended now; false where it had ended before. */
export async function endSession(
  transaction: DatabaseTransaction,
  sessionId: string,
  now: number,
): Promise<boolean> {
  return (await end(transaction, { sessionId, now })).length > 0;
}

const end = prepared<{ sessionId: string; now: number }, { session_id: string }>((db, { sessionId, now }) =>
  db
    .updateTable('session')
    .set({ ended_at: now })
    .where('session_id', '=', sessionId)
    .where('ended_at', 'is', null)
    .returning('session_id'),
);

/** Ends every session of an account; gives how many had not ended. */
export async function endSessionsOf(
  transaction: DatabaseTransaction,
  userId: string,
  now: number,
): Promise<number> {
  const ended = await transaction
    .updateTable('session')
    .set({ ended_at: now })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .returning('session_id')
    .execute();
  return ended.length;
}

/**
 * A live session; `expiresAt`: the latest that it can live; `openedFrom`: where its owner signed in;
 * `needsSecondFactor`: they do nothing with it but set one up.
 */
export type LiveSession = SignedIn & { expiresAt: number; openedFrom: Network; needsSecondFactor: boolean };

/**
 * A live session of somebody who may still come in. Asked at each request, so that an end is at once:
 * `not-signed-in` where the session has ended, `account-ended` where its account has.
 */
export async function findSession(
  db: Database,
  { sessionId, userId }: { sessionId: string; userId?: string },
  network: Network,
  now: number,
): Promise<Result<LiveSession>> {
  const [row] = await withOwner(db, { sessionId, now });
  if (row === undefined || (userId !== undefined && row.user_id !== userId)) return notSignedIn;
  if (row.ended_at !== null || row.status === 'ended') return accountEnded;
  if (!row.live || row.status !== 'active') return notSignedIn;
  const account: Account = {
    userId: row.user_id,
    userName: row.user_name,
    displayName: row.display_name,
    role: row.role,
  };
  const stored: StoredRole =
    row.role_title === null || row.grants === null
      ? null
      : { title: row.role_title, grants: row.grants, retired_at: row.retired_at };
  const openedFrom = { address: row.address, userAgent: row.user_agent ?? undefined };
  return ok({
    account,
    role: roleOf(row.role, stored),
    sessionId,
    network,
    expiresAt: row.expires_at,
    openedFrom,
    needsSecondFactor: needsSecondFactor(row.second_factor_roles, row.role, row.confirmed_at),
  });
}

interface SessionRow
  extends
    Pick<Selectable<AccountTable>, 'user_id' | 'user_name' | 'display_name' | 'role' | 'status' | 'ended_at'>,
    Pick<Selectable<SessionTable>, 'expires_at' | 'address' | 'user_agent'> {
  confirmed_at: number | null;
  second_factor_roles: string;
  role_title: string | null;
  grants: string | null;
  retired_at: number | null;
  live: boolean;
}

const withOwner = prepared<{ sessionId: string; now: number }, SessionRow>((db, { sessionId, now }) =>
  db
    .selectFrom('session')
    .innerJoin('account', 'account.user_id', 'session.user_id')
    .leftJoin('custom_role', 'custom_role.code', 'account.role')
    .leftJoin('second_factor', 'second_factor.user_id', 'account.user_id')
    .innerJoin('identity_setting', (join) => join.onTrue())
    .select([
      'account.user_id',
      'account.user_name',
      'account.display_name',
      'account.role',
      'account.status',
      'account.ended_at',
      'session.expires_at',
      'session.address',
      'session.user_agent',
      'second_factor.confirmed_at',
      'identity_setting.second_factor_roles',
      'custom_role.title as role_title',
      'custom_role.grants',
      'custom_role.retired_at',
      isLive(now).as('live'),
    ])
    .where('session.session_id', '=', sessionId),
);

/** Of everybody. */
export async function countLiveSessions(db: Database, now: number): Promise<number> {
  const { live } = await db
    .selectFrom('session')
    .select(sql<number>`count(*)`.as('live'))
    .where(isLive(now))
    .executeTakeFirstOrThrow();
  return live;
}

export async function keepSession(
  transaction: DatabaseTransaction,
  sessionId: string,
  now: number,
): Promise<void> {
  await transaction
    .updateTable('session')
    .set({ refreshed_at: now })
    .where('session_id', '=', sessionId)
    .execute();
}

/** When and from where the account's newest session was opened. */
export function newestSession(userId: string): Question<{ at: number; address: string } | null> {
  return reading(newestOf.with({ userId }), ([row]) =>
    row === undefined ? null : { at: row.opened_at, address: row.address },
  );
}

const newestOf = prepared<{ userId: string }, { opened_at: number; address: string }>((db, { userId }) =>
  db
    .selectFrom('session')
    .select(['opened_at', 'address'])
    .where('user_id', '=', userId)
    .orderBy('opened_at', 'desc')
    .limit(1),
);

/** Whether the account's owner has signed in from this address key before, as far as sessions are kept. */
export async function hasComeFrom(
  transaction: DatabaseTransaction,
  userId: string,
  address: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('session')
    .select('session_id')
    .where('user_id', '=', userId)
    .where(sql<boolean>`session.address <<= ${address}::inet`)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Seconds within which a token that is issued now has to be used, for a session that ends at `expiresAt`. */
export function refreshSeconds(expiresAt: number, now: number): number {
  return Math.max(1, Math.floor(Math.min(SESSION_IDLE, expiresAt - now) / SECOND));
}
