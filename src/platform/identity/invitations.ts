import { hash, randomUUID } from 'node:crypto';
import { MINUTE } from '../clock';
import type { Database, DatabaseTransaction } from '../database/schema';
import { lettersOf, readableCode } from './readable-code';

const DAY = 24 * 60 * MINUTE;

/**
 * Makes the one invitation that can be claimed for an account; one before it cannot any more. The code has 130
 * random bits, and only its digest is kept (as of recovery codes: NIST SP 800-63B, section 5.1.2.2).
 */
export async function makeInvitation(
  transaction: DatabaseTransaction,
  userId: string,
  days: number,
  now: number,
): Promise<{ code: string; expiresAt: number }> {
  await withdrawInvitations(transaction, userId, now);
  const code = readableCode(26, 5);
  const expiresAt = now + days * DAY;
  await transaction
    .insertInto('invitation')
    .values({
      invitation_id: randomUUID(),
      user_id: userId,
      code_digest: digestOf(code),
      made_at: now,
      expires_at: expiresAt,
    })
    .execute();
  return { code, expiresAt };
}

/** From now on nobody can claim an invitation to this account. */
export async function withdrawInvitations(
  transaction: DatabaseTransaction,
  userId: string,
  now: number,
): Promise<void> {
  await transaction
    .updateTable('invitation')
    .set({ withdrawn_at: now })
    .where('user_id', '=', userId)
    .where('claimed_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .execute();
}

/** The account that this code lets somebody into now; null where it lets nobody in. */
export async function findInvitation(
  db: Database,
  typed: string,
  now: number,
): Promise<{ invitationId: string; userId: string; userName: string; displayName: string } | null> {
  const row = await db
    .selectFrom('invitation')
    .innerJoin('account', 'account.user_id', 'invitation.user_id')
    .select(['invitation.invitation_id', 'invitation.user_id', 'account.user_name', 'account.display_name'])
    .where('invitation.code_digest', '=', digestOf(typed))
    .where('invitation.claimed_at', 'is', null)
    .where('invitation.withdrawn_at', 'is', null)
    .where('invitation.expires_at', '>', now)
    .where('account.ended_at', 'is', null)
    .where('account.password_hash', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const {
    invitation_id: invitationId,
    user_id: userId,
    user_name: userName,
    display_name: displayName,
  } = row;
  return { invitationId, userId, userName, displayName };
}

/** Until when an account's invitation can be claimed; null where none can. */
export async function invitedUntil(db: Database, userId: string, now: number): Promise<number | null> {
  const row = await db
    .selectFrom('invitation')
    .select('expires_at')
    .where('user_id', '=', userId)
    .where('claimed_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row?.expires_at ?? null;
}

function digestOf(code: string): string {
  return hash('sha256', lettersOf(code), 'base64url');
}
