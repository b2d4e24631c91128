import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupFailure } from '../../shared/domain/backup';
import { err, ok, type Result } from '../../shared/domain/result';
import type { NoteVerifier } from '../../shared/transparency/signed-note';
import { waitForTurn } from '../archives/turn';
import type { Acts, Recorder } from '../audit/act';
import { systemDraft, type Happened } from '../audit/draft';
import type { Clock } from '../clock';
import { takeLock } from '../database/advisory-lock';
import { faultOf } from '../database/fault';
import type { Database, DatabaseTransaction } from '../database/schema';
import { errorFacts, type Log } from '../log';
import type { ServiceKey } from '../phi/data-keys';
import { DEAD_AFTER, isBackupDue, KEEP_FOR } from './due';
import { makeBackup, MAKING, type Made } from './make';
import { RefusedBackup } from './refused';

/** Where backups go and under which key; of a service that makes them. */
export interface BackupSettings {
  folder: string;
  /** 32 bytes in base64url, for backups alone. */
  key: string;
  /** An empty database made beforehand, in which a backup is restored sooner. */
  seed?: (() => Promise<Blob | undefined>) | undefined;
  /** Bytes of rows up to which a backup is verified by restoring it into memory. */
  mostInMemory?: number | undefined;
  /** Where a larger one is restored; it is only read back where there is no such folder. */
  aside?: string | undefined;
}

/** The name of that folder beside a database of this computer: it lies where everything in clear does already. */
export const ASIDE = 'backup-being-verified';

export interface BackupKeeping {
  db: Database;
  acts: Acts;
  clock: Clock;
  log: Log;
  verifier: NoteVerifier;
  /** What archives are opened with. */
  phiKey: ServiceKey;
  practice: { timeZone: string };
  settings: BackupSettings;
  /** Other nodes may be making one. */
  shared: boolean;
}

export interface Backups {
  /**
   * Takes its turn in the transaction in which somebody asked; `run` then makes it in the background. Refused while
   * another one is being made.
   */
  claim(transaction: DatabaseTransaction, backupId: string): Promise<Result<void>>;
  run(backupId: string): void;
  /** One look: makes what is due, deletes what is too old. Resolves when that is done. */
  look(): Promise<void>;
  /** Breaks off what is being made; resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/** Between two looks, the first of them after one such time. */
const LOOK_MS = 10 * 60_000;
const ALIVE_MS = 60_000;

export function startBackups(keeping: BackupKeeping): Backups {
  const { log } = keeping;
  const stopping = new AbortController();
  let running = Promise.resolve();
  // One after another: a look while somebody's backup is being made waits for it.
  const after = (work: () => Promise<unknown>): Promise<void> =>
    (running = running.then(work).then(
      () => undefined,
      (error: unknown) => log('backups-failed', errorFacts(error)),
    ));
  const look = () => after(() => careForBackups(keeping, stopping.signal));
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();
  // What a process that was killed had restored to verify it.
  void after(() => removeAside(keeping.settings));
  // With one node, what was running before it began is over.
  if (!keeping.shared) void after(() => endInterrupted(keeping, Number.MAX_SAFE_INTEGER));
  return {
    claim: (transaction, backupId) => claimTurn(keeping, transaction, backupId),
    run: (backupId) => void after(() => runBackup(keeping, backupId, stopping.signal)),
    look,
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}

/** Makes the nightly backup where it is due, and deletes files whose time is over. */
export async function careForBackups(keeping: BackupKeeping, signal: AbortSignal): Promise<void> {
  const { acts, clock, db, practice } = keeping;
  if (signal.aborted) return;
  await endInterrupted(keeping, clock() - DEAD_AFTER);
  const { rows } = await sql<{
    practiceCreatedAt: number;
    newestGood: number | null;
    newestAttempt: number | null;
  }>`
    select created_at as "practiceCreatedAt",
      (select max(made_at) from backup where outcome = 'good') as "newestGood",
      (select max(begun_at) from backup) as "newestAttempt" from practice`.execute(db);
  const [earlier] = rows;
  if (earlier !== undefined && isBackupDue(earlier, clock(), practice.timeZone)) {
    const backupId = randomUUID();
    // Its end is the event: that it began tells nothing.
    const claimed = await acts.quietly((transaction) => claimTurn(keeping, transaction, backupId));
    if (claimed.ok) await runBackup(keeping, backupId, signal);
  }
  if (!signal.aborted) await deleteOld(keeping);
}

/** One at a time over all nodes. */
async function claimTurn(
  { clock }: BackupKeeping,
  transaction: DatabaseTransaction,
  backupId: string,
): Promise<Result<void>> {
  await takeLock(transaction, 'backup');
  const running = await transaction
    .selectFrom('backup')
    .select('backup_id')
    .where('outcome', '=', 'running')
    .executeTakeFirst();
  if (running !== undefined) return beingMade;
  // From here on no event moves between the log's table and archives until it is made.
  await waitForTurn(transaction);
  const now = clock();
  await transaction
    .insertInto('backup')
    .values({ backup_id: backupId, begun_at: now, alive_at: now, outcome: 'running' })
    .execute();
  return ok(undefined);
}

async function runBackup(keeping: BackupKeeping, backupId: string, signal: AbortSignal): Promise<void> {
  const { clock, db, log, settings } = keeping;
  const alive = setInterval(() => {
    void db
      .updateTable('backup')
      .set({ alive_at: clock() })
      .where('backup_id', '=', backupId)
      .execute()
      .catch((error: unknown) => log('backup-alive-failed', errorFacts(error)));
  }, ALIVE_MS);
  const started = performance.now();
  try {
    await mkdir(settings.folder, { recursive: true, mode: 0o700 });
    await removeHalves(settings);
    const madeAt = clock();
    const made = await makeBackup(
      { db, verifier: keeping.verifier, phiKey: keeping.phiKey, ...settings },
      { backupId, madeAt },
      signal,
    );
    await recordGood(keeping, backupId, madeAt, made);
    log('backup-made', {
      events: made.events,
      bytes: made.bytes,
      ms: Math.round(performance.now() - started),
    });
  } catch (error) {
    const reason = reasonOf(error, signal);
    log('backup-failed', { reason, ...errorFacts(error) });
    await recordFailed(keeping, backupId, reason);
  } finally {
    clearInterval(alive);
  }
}

async function recordGood(
  { acts, clock, settings }: BackupKeeping,
  backupId: string,
  madeAt: number,
  { events, root, file, bytes, sha256, verified }: Made,
): Promise<void> {
  try {
    await acts.act(async (transaction, record) => {
      const now = clock();
      const { numUpdatedRows } = await transaction
        .updateTable('backup')
        .set({
          outcome: 'good',
          made_at: madeAt,
          verified,
          verified_at: now,
          events,
          root,
          file,
          bytes,
          sha256,
        })
        .where('backup_id', '=', backupId)
        .where('outcome', '=', 'running')
        .executeTakeFirst();
      // Another node took this one for dead, and has recorded that it failed.
      if (numUpdatedRows === 0n) throw new Error('The backup is not being made any more');
      await record(
        backupEvent(backupId, { verb: 'BACKUP_MADE', meta: { events, root, bytes, sha256, verified } }, now),
      );
    });
  } catch (error) {
    // A file that nothing tells of is none.
    await rm(join(settings.folder, file), { force: true });
    throw error;
  }
}

async function recordFailed(
  { acts, clock }: BackupKeeping,
  backupId: string,
  reason: BackupFailure,
): Promise<void> {
  await acts.quietly(async (transaction, record) =>
    failBackup(transaction, record, backupId, reason, clock()),
  );
}

async function failBackup(
  transaction: DatabaseTransaction,
  record: Recorder,
  backupId: string,
  reason: BackupFailure,
  now: number,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('backup')
    .set({ outcome: 'failed', reason })
    .where('backup_id', '=', backupId)
    .where('outcome', '=', 'running')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await record(backupEvent(backupId, { verb: 'BACKUP_MADE', outcome: 'failure', meta: { reason } }, now));
}

/** A backup whose maker has not been heard of since `before` was interrupted. */
async function endInterrupted({ acts, clock, db }: BackupKeeping, before: number): Promise<void> {
  const dead = () =>
    db
      .selectFrom('backup')
      .select('backup_id')
      .where('outcome', '=', 'running')
      .where('alive_at', '<', before);
  if ((await dead().executeTakeFirst()) === undefined) return;
  await acts.quietly(async (transaction, record) => {
    for (const { backup_id } of await transaction
      .selectFrom('backup')
      .select('backup_id')
      .where('outcome', '=', 'running')
      .where('alive_at', '<', before)
      .forUpdate()
      .execute()) {
      await failBackup(transaction, record, backup_id, 'interrupted', clock());
    }
  });
}

/** The files of backups older than thirty days, but never that of the newest good one. */
async function deleteOld({ acts, clock, db, settings }: BackupKeeping): Promise<void> {
  const good = await db
    .selectFrom('backup')
    .select(['backup_id', 'made_at', 'file'])
    .where('outcome', '=', 'good')
    .where('deleted_at', 'is', null)
    .orderBy('made_at', 'desc')
    .execute();
  for (const { backup_id, made_at, file } of good.slice(1)) {
    if (file === null || (made_at ?? 0) > clock() - KEEP_FOR) continue;
    await acts.quietly(async (transaction, record) => {
      const now = clock();
      const row = await transaction
        .selectFrom('backup')
        .select('backup_id')
        .where('backup_id', '=', backup_id)
        .where('deleted_at', 'is', null)
        .forUpdate()
        .executeTakeFirst();
      if (row === undefined) return;
      await record(backupEvent(backup_id, { verb: 'BACKUP_DELETED', action: 'DELETE' }, now));
      await transaction
        .updateTable('backup')
        .set({ deleted_at: now })
        .where('backup_id', '=', backup_id)
        .execute();
      // Last, the event being in with the update: a file that cannot be removed stays in the list, and is tried again.
      await rm(join(settings.folder, file), { force: true });
    });
  }
}

/** What a killed process left. Its backup is not going on: this one's turn is the only one. */
async function removeHalves(settings: BackupSettings): Promise<void> {
  const { folder } = settings;
  for (const name of await readdir(folder)) {
    if (name.endsWith(`.wkbackup${MAKING}`)) await rm(join(folder, name), { force: true });
  }
  await removeAside(settings);
}

async function removeAside({ aside }: BackupSettings): Promise<void> {
  if (aside !== undefined) await rm(aside, { recursive: true, force: true });
}

function backupEvent(backupId: string, happened: Partial<Happened> & { verb: string }, now: number) {
  const resource = { type: 'Backup', id: backupId };
  return systemDraft({ action: 'CREATE', category: 'system', resource, ...happened }, now);
}

function reasonOf(error: unknown, signal: AbortSignal): BackupFailure {
  if (signal.aborted) return 'stopped';
  if (error instanceof RefusedBackup) return 'not-verified';
  const { code } = Object(error) as { code?: unknown };
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'disk-full';
  if (['EACCES', 'EPERM', 'ENOENT', 'EROFS', 'ENOTDIR', 'EEXIST', 'EIO'].includes(String(code)))
    return 'folder';
  return faultOf(error) === 'unexpected' ? 'fault' : 'database';
}

const beingMade = err(
  'unavailable',
  'A backup is being made at this moment.',
  'Wait until it is in the list, then ask again if you still need one.',
  60,
);
