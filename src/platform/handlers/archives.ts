import type { Selectable } from 'kysely';
import {
  listArchives,
  makeArchives,
  purgeArchive,
  putAwayArchive,
  restoreArchive,
  verifyArchive,
  type Archive,
} from '../../shared/contract/platform/archives';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import type { Caller } from '../access/caller';
import { practiceWide } from '../access/practice-wide';
import { forgetFailures } from '../archives/failures';
import { barTo, destroyArchive, heldPatientsOutside, type Bar } from '../archives/purge';
import { archiveFacts, firstUnarchived } from '../archives/round';
import { endOfMonth } from '../archives/month';
import { ONLINE_FOR } from '../archives/timer';
import { isBackupBeingMade, waitForTurn } from '../archives/turn';
import { verifyArchive as verify } from '../archives/verify';
import { damagedLog } from '../audit/damaged-log';
import { draftBy, happenedIn, type Happened } from '../audit/draft';
import { base64Url } from '../audit/trail';
import type { Database } from '../database/schema';
import type { AuditArchiveTable } from '../database/trail-tables';
import { lockKeys } from '../phi/data-keys';
import { monthOf } from '../phi/event-values';
import { lockHolds } from '../retention/holds';
import type { Service } from '../service';
import type { Handlers } from './handler';

type Row = Selectable<AuditArchiveTable>;
type Step = { from: readonly Row['state'][]; to: Row['state'] };

type Served =
  | 'archives.list'
  | 'archives.make'
  | 'archives.verify'
  | 'archives.restore'
  | 'archives.putAway'
  | 'archives.purge';

/** Archives of the audit trail (build/decisions/archives-and-retention.md). */
export function archiveHandlers(service: Service): Pick<Handlers, Served> {
  const { acts, archives, clock, db, isLogDamaged, phi } = service;

  /** Has an archive go another way; asked again, it is on that way already. */
  function send(
    call: typeof restoreArchive | typeof putAwayArchive,
    archiveId: string,
    caller: Caller,
    { from, to }: Step,
    meta: Happened['meta'],
  ): Promise<Result<{ archive: Archive }>> {
    return acts.act(async (transaction, record) => {
      const row = await rowOf(transaction, archiveId, true);
      const happened = aboutArchive(happenedIn(call.audit), row, meta);
      const isThere = row?.state === to || (to === 'restoring' && row?.state === 'restored');
      if (row === undefined || !(isThere || from.includes(row.state) || row.state === 'archived')) {
        await record(draftBy(caller, { ...happened, outcome: 'failure' }, clock()));
        return row === undefined ? noSuchArchive : notNow;
      }
      await record(draftBy(caller, happened, clock()));
      if (!from.includes(row.state)) return ok({ archive: archiveOf(row) });
      await transaction
        .updateTable('audit_archive')
        .set({ state: to })
        .where('archive_id', '=', archiveId)
        .execute();
      return ok({ archive: archiveOf({ ...row, state: to }) });
    });
  }

  return {
    'archives.list': practiceWide(service, listArchives, async () => {
      const rows = await db.selectFrom('audit_archive').selectAll().orderBy('first_seq', 'desc').execute();
      return ok({ archives: rows.map(archiveOf) });
    }),

    'archives.make': practiceWide(service, makeArchives, async (_, caller) => {
      if (isLogDamaged()) return damagedLog;
      await acts.act(async (transaction, record) => {
        await forgetFailures(transaction);
        await record(draftBy(caller, happenedIn(makeArchives.audit), clock()));
      });
      const first = await firstUnarchived(db);
      const isDue = first !== undefined && endOfMonth(monthOf(first.recordedAt)) <= clock() - ONLINE_FOR;
      archives.nudge(true);
      return ok({ isDue });
    }),

    'archives.verify': practiceWide(service, verifyArchive, async ({ archiveId }, caller) => {
      const row = await rowOf(db, archiveId);
      // What is being made is verified before it counts.
      const isSealed = row !== undefined && row.state !== 'making';
      const found = isSealed ? await verify(service, row) : null;
      const flaw = typeof found === 'string' ? found : null;
      const outcome = isSealed && flaw === null ? 'success' : 'failure';
      const meta = flaw === null ? undefined : { flaw };
      const happened = { ...aboutArchive(happenedIn(verifyArchive.audit), row, meta), outcome } as const;
      await acts.act((_, record) => record(draftBy(caller, happened, clock())));
      if (row === undefined) return noSuchArchive;
      return isSealed ? ok({ archive: archiveOf(row), flaw }) : notNow;
    }),

    'archives.restore': practiceWide(service, restoreArchive, async ({ archiveId, reason }, caller) => {
      const step: Step = { from: ['archived'], to: 'restoring' };
      const sent = await send(restoreArchive, archiveId, caller, step, { why: reason });
      archives.nudge(false);
      return sent;
    }),

    'archives.putAway': practiceWide(service, putAwayArchive, async ({ archiveId }, caller) => {
      const step: Step = { from: ['restoring', 'restored'], to: 'putting-away' };
      const sent = await send(putAwayArchive, archiveId, caller, step, undefined);
      archives.nudge(false);
      return sent;
    }),

    'archives.purge': practiceWide(service, purgeArchive, async ({ archiveId, reason }, caller) => {
      const seen = await rowOf(db, archiveId);
      const outside = seen?.state === 'archived' ? await heldPatientsOutside(service, seen) : new Set('');
      const purged = await acts.act(async (transaction, record) => {
        await waitForTurn(transaction);
        await lockHolds(transaction);
        await lockKeys(transaction);
        const row = await rowOf(transaction, archiveId, true);
        const now = clock();
        const happened = (meta: Happened['meta']) => aboutArchive(happenedIn(purgeArchive.audit), row, meta);
        if (row === undefined) {
          await record(draftBy(caller, { ...happened(undefined), outcome: 'failure' }, now));
          return noSuchArchive;
        }
        const bar = outside === null ? 'legal-hold' : await barTo(transaction, row, outside);
        if (bar !== null) {
          await record(draftBy(caller, { ...happened({ reason: bar }), outcome: 'denied' }, now));
          return refusalFor[bar];
        }
        // It would hold the archive's row with nothing in it.
        if (await isBackupBeingMade(transaction, now)) {
          await record(draftBy(caller, { ...happened(undefined), outcome: 'failure' }, now));
          return beingBackedUp;
        }
        const userId = caller.account.userId;
        const { certificateId, sha256 } = await destroyArchive(transaction, row, { userId, reason, now });
        const certificate = { certificateId, sha256 };
        await record(draftBy(caller, happened({ ...archiveFacts(row), why: reason, certificate }), now));
        return ok({ archive: archiveOf({ ...row, state: 'purged', purged_at: now }), certificateId });
      });
      // Destroyed keys leave the files of the database.
      if (purged.ok) phi.nudge();
      return purged;
    }),
  };
}

function rowOf(db: Database, archiveId: string, isToChange = false): Promise<Row | undefined> {
  return db
    .selectFrom('audit_archive')
    .selectAll()
    .where('archive_id', '=', archiveId)
    .$if(isToChange, (query) => query.forUpdate())
    .executeTakeFirst();
}

/** An id that is no archive's may be anything that somebody typed, and is not kept. */
function aboutArchive(happened: Happened, row: Row | undefined, meta: Happened['meta']): Happened {
  const { type } = happened.resource;
  const resource = row === undefined ? { type } : { type, id: row.archive_id };
  return { ...happened, resource, category: 'administration', meta };
}

function archiveOf(row: Row): Archive {
  return {
    archiveId: row.archive_id,
    month: row.month,
    firstSeq: row.first_seq,
    lastSeq: row.last_seq,
    events: row.last_seq - row.first_seq + 1,
    state: row.state,
    recordedFrom: row.recorded_from,
    recordedUntil: row.recorded_until,
    occurredFrom: row.occurred_from,
    occurredUntil: row.occurred_until,
    root: row.root && base64Url(row.root),
    checkpoint: row.checkpoint,
    sha256: row.sha256,
    bytes: row.bytes,
    beganAt: row.began_at,
    sealedAt: row.sealed_at,
    restoredAt: row.restored_at,
    purgedAt: row.purged_at,
  };
}

const noSuchArchive = err('not-found', 'There is no such archive.', 'Look at the list of archives again.');

const notNow = err(
  'conflict',
  'The archive is not in a state in which this can be done.',
  'Look at the list of archives: it may be busy, or destroyed.',
);

const beingBackedUp = err(
  'unavailable',
  'A backup is being made at this moment; nothing was destroyed.',
  'Wait until it is in the list of backups, then try again.',
  60,
);

const refusalFor: Readonly<Record<Bar, Refusal>> = {
  'not-archived': err(
    'conflict',
    'The archive is busy, restored or destroyed already; nothing was destroyed.',
    'If it is restored, have it put away first.',
  ),
  'older-first': err(
    'conflict',
    'An older archive is still there; nothing was destroyed.',
    'Archives are destroyed from the oldest on.',
  ),
  retention: err(
    'denied',
    'This archive must still be kept: its retention is not over. Nothing was destroyed.',
    'Wait until its last event is older than the retention in the settings.',
  ),
  'legal-hold': err(
    'denied',
    'A legal hold reaches into this archive; nothing was destroyed.',
    'See which hold it is; whoever placed it can say when it ends.',
  ),
  'hold-meanwhile': err(
    'conflict',
    'A legal hold was placed just now; nothing was destroyed.',
    'Try again: the archive is then searched for whom it concerns.',
  ),
};
