import type { Account } from '../../shared/contract/platform/auth';
import { roleByCode } from '../../shared/domain/roles';
import type { Network, SignedIn } from '../access/caller';
import { SECOND } from '../clock';
import type { Database, DatabaseTransaction } from '../database/schema';
import { TOKEN_LIFE, type TokenClaims } from './access-token';

/** Opens a session that lives as long as its access token. */
export async function openSession(
  transaction: DatabaseTransaction,
  session: { sessionId: string; userId: string; address: string },
  now: number,
): Promise<void> {
  await transaction
    .insertInto('session')
    .values({
      session_id: session.sessionId,
      user_id: session.userId,
      address: session.address,
      opened_at: now,
      expires_at: now + TOKEN_LIFE * SECOND,
      ended_at: null,
    })
    .execute();
}

/** Whose session this is; null when it has ended, or its account has. Asked at each request, so an end is at once. */
export async function findSession(
  db: Database,
  claims: TokenClaims,
  network: Network,
  now: number,
): Promise<SignedIn | null> {
  const row = await db
    .selectFrom('session')
    .innerJoin('account', 'account.user_id', 'session.user_id')
    .select(['account.user_id', 'account.user_name', 'account.display_name', 'account.role'])
    .where('session.session_id', '=', claims.sessionId)
    .where('session.user_id', '=', claims.userId)
    .where('session.ended_at', 'is', null)
    .where('session.expires_at', '>', now)
    .where('account.ended_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const account: Account = {
    userId: row.user_id,
    userName: row.user_name,
    displayName: row.display_name,
    role: row.role,
  };
  return { account, role: roleByCode(row.role), sessionId: claims.sessionId, network };
}
