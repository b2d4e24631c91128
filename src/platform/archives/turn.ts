import { DEAD_AFTER } from '../backup/due';
import { takeLock } from '../database/advisory-lock';
import type { Database, DatabaseTransaction } from '../database/schema';

/**
 * Whose turn it is to move events between the log's table and archives, on whichever node. A backup reads both over
 * many statements and must find each event in one of them: while one is being made, nothing moves.
 */

/**
 * For this transaction, after whoever works on archives now: were it to leave instead, what it was asked for since the
 * other's step began would be left until somebody looks again. False while a backup is being made.
 */
export async function takeTurn(transaction: DatabaseTransaction, now: number): Promise<boolean> {
  await waitForTurn(transaction);
  return !(await isBackupBeingMade(transaction, now));
}

/** The same, whatever is being made. What begins then finds what this transaction did. */
export async function waitForTurn(transaction: DatabaseTransaction): Promise<void> {
  await takeLock(transaction, 'audit_archive');
}

/** One whose maker was heard of lately: what a killed one left must not keep the log from its archives. */
export async function isBackupBeingMade(db: Database, now: number): Promise<boolean> {
  const running = await db
    .selectFrom('backup')
    .select('backup_id')
    .where('outcome', '=', 'running')
    .where('alive_at', '>=', now - DEAD_AFTER)
    .executeTakeFirst();
  return running !== undefined;
}
