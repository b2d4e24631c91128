import { sql } from 'kysely';
import { open } from 'node:fs/promises';
import { err, ok, type Result } from '../../shared/domain/result';
import { actsOn } from '../audit/act';
import { systemDraft } from '../audit/draft';
import { extendLog } from '../audit/extend-log';
import { logKeyFrom } from '../audit/log-key';
import { builtAfterwards } from '../audit/built-afterwards';
import type { Clock } from '../clock';
import { takeLock } from '../database/advisory-lock';
import { migrateTo } from '../database/migrate';
import type { Database } from '../database/schema';
import { serviceKey } from '../phi/data-keys';
import { piecesOf } from './contents';
import { eraseAgain } from './erase-again';
import { beginningFrom, loadBackup, type Found } from './load';
import { notEmpty, RefusedBackup } from './refused';

export interface Restoring {
  /** Of whoever owns the tables. */
  db: Database;
  file: string;
  /**
   * 32 bytes each, in base64url: what the backup was sealed under, what its log was signed with, and what its archives
   * are sealed under in the end.
   */
  backupKey: string;
  logKey: string;
  phiKey: string;
  /** What `phiKey` replaced. */
  olderPhiKeys?: readonly string[];
  clock: Clock;
}

/**
 * Restores a backup into an empty database, all of it or nothing, and records that in the restored trail. Sessions
 * that were live are over: who signed out since must not be signed in again. Throws what the database throws.
 */
export async function restoreBackup({
  db,
  file,
  backupKey,
  logKey,
  phiKey,
  olderPhiKeys,
  clock,
}: Restoring): Promise<Result<Found>> {
  const opened = await openBackup(file);
  if (!opened.ok) return opened;
  try {
    const pieces = piecesOf(opened.value, backupKey);
    const beginning = await beginningFrom(pieces);
    const { backupId, practiceId, madeAt, migrations } = beginning;
    const migrated = await migrateTo(db, migrations);
    if (!migrated.ok) return migrated;
    const key = logKeyFrom(logKey, `wardkeeper/${practiceId}`);
    const keys = { verifier: key.verifier, phiKey: serviceKey(phiKey, practiceId, olderPhiKeys) };
    const found = await actsOn(db, clock, () => undefined).act(async (transaction, record) => {
      await takeLock(transaction, 'backup');
      // Building the indexes of a long log takes longer than any statement of a request may.
      await sql`set local statement_timeout = 0`.execute(transaction);
      if (!(await isEmpty(transaction))) throw new RefusedBackup(notEmpty);
      const found = await builtAfterwards(transaction, () =>
        loadBackup(transaction, beginning, pieces, keys),
      );
      const now = clock();
      const ended = await transaction
        .updateTable('session')
        .set({ ended_at: now })
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      await record(
        systemDraft(
          {
            action: 'CREATE',
            category: 'system',
            verb: 'BACKUP_RESTORED',
            resource: { type: 'Backup', id: backupId },
            meta: { madeAt, ...found, sessionsEnded: Number(ended.numUpdatedRows) },
          },
          now,
        ),
      );
      await eraseAgain(transaction, record, { file, backupKey, key: keys.phiKey, now });
      return found;
    });
    // What waited when the backup was made has waited long enough.
    while ((await extendLog(db, key, clock)).moved > 0);
    return ok(found);
  } catch (error) {
    if (error instanceof RefusedBackup) return error.refusal;
    throw error;
  } finally {
    await opened.value.close();
  }
}

async function openBackup(file: string) {
  try {
    return ok(await open(file, 'r'));
  } catch {
    return err(
      'not-found',
      'The backup to restore cannot be read.',
      'Correct restoreFrom, and give the file to the user that runs the service.',
    );
  }
}

async function isEmpty(db: Database): Promise<boolean> {
  const { rows } = await sql<{ holds: boolean }>`
    select exists (select from practice) or exists (select from account) or exists (select from audit_intake)
      or (select size from checkpoint) > 0 as holds`.execute(db);
  return rows[0]?.holds === false;
}
