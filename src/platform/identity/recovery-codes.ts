import { hash } from 'node:crypto';
import type { DatabaseTransaction } from '../database/schema';
import { lettersOf, readableCode } from './readable-code';

const RECOVERY_CODES = 10;

/**
 * 120 random bits each: with 112 or more an unsalted hash is enough (NIST SP 800-63B, section 5.1.2.2). The new
 * ones take the place of the old.
 */
export async function replaceRecoveryCodes(
  transaction: DatabaseTransaction,
  userId: string,
): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => readableCode(24, 6));
  await transaction.deleteFrom('recovery_code').where('user_id', '=', userId).execute();
  await transaction
    .insertInto('recovery_code')
    .values(codes.map((code) => ({ user_id: userId, code_digest: digestOf(code), used_at: null })))
    .execute();
  return codes;
}

/** Whether this is a code of the account that was not used before; now it is. */
export async function useRecoveryCode(
  transaction: DatabaseTransaction,
  userId: string,
  typed: string,
  now: number,
): Promise<boolean> {
  const used = await transaction
    .updateTable('recovery_code')
    .set({ used_at: now })
    .where('user_id', '=', userId)
    .where('code_digest', '=', digestOf(typed))
    .where('used_at', 'is', null)
    .returning('user_id')
    .executeTakeFirst();
  return used !== undefined;
}

export async function recoveryCodesLeft(transaction: DatabaseTransaction, userId: string): Promise<number> {
  const { left } = await transaction
    .selectFrom('recovery_code')
    .select((eb) => eb.fn.countAll<number>().as('left'))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return left;
}

function digestOf(code: string): string {
  return hash('sha256', lettersOf(code), 'base64url');
}
