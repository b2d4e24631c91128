import { hash, randomUUID } from 'node:crypto';
import { MINUTE } from '../clock';
import type { Database, DatabaseTransaction, InvitationTable } from '../database/schema';
import { lettersOf, readableCode } from './readable-code';

/** How long the code holds that somebody gets whose password was reset: they wait for it. Microseconds. */
export const RESET_LIFE = 60 * MINUTE;

type Purpose = InvitationTable['purpose'];

/**
 * Makes the one invitation that can be claimed for an account; one before it cannot any more. The code has 130
 * random bits, and only its digest is kept (as of recovery codes: NIST SP 800-63B, section 5.1.2.2). `life` in
 * microseconds.
 */
export async function makeInvitation(
  transaction: DatabaseTransaction,
  userId: string,
  { purpose, life }: { purpose: Purpose; life: number },
  now: number,
): Promise<{ code: string; expiresAt: number }> {
  await withdrawInvitations(transaction, userId, now);
  const code = readableCode(26, 5);
  const expiresAt = now + life;
  await transaction
    .insertInto('invitation')
    .values({
      invitation_id: randomUUID(),
      user_id: userId,
      purpose,
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
): Promise<{ invitationId: string; userId: string; purpose: Purpose } | null> {
  const row = await db
    .selectFrom('invitation')
    .innerJoin('account', 'account.user_id', 'invitation.user_id')
    .select(['invitation.invitation_id', 'invitation.user_id', 'invitation.purpose'])
    .where('invitation.code_digest', '=', digestOf(typed))
    .where('invitation.claimed_at', 'is', null)
    .where('invitation.withdrawn_at', 'is', null)
    .where('invitation.expires_at', '>', now)
    .where('account.ended_at', 'is', null)
    .where('account.password_hash', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { invitationId: row.invitation_id, userId: row.user_id, purpose: row.purpose };
}

/** Whether the password of this account was ever reset. */
export async function wasReset(db: Database, userId: string): Promise<boolean> {
  const reset = await db
    .selectFrom('invitation')
    .select('invitation_id')
    .where('user_id', '=', userId)
    .where('purpose', '=', 'password-reset')
    .limit(1)
    .executeTakeFirst();
  return reset !== undefined;
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
