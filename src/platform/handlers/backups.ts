import type { z } from 'zod';
import { listBackups, makeBackup } from '../../shared/contract/platform/backups';
import { err, ok } from '../../shared/domain/result';
import { practiceWide } from '../access/practice-wide';
import { happenedIn } from '../audit/draft';
import type { BackupTable } from '../database/record-tables';
import type { Service } from '../service';
import type { Selectable } from 'kysely';
import { attempting } from './attempt';
import type { Handlers } from './handler';

const NEWEST = 400;

/** The practice's backups: what there is, and one more on demand. */
export function backupHandlers(service: Service): Pick<Handlers, 'backups.list' | 'backups.make'> {
  const { acts, backups, clock, db } = service;
  return {
    'backups.list': practiceWide(service, listBackups, async () => {
      const rows = await db
        .selectFrom('backup')
        .selectAll()
        .orderBy('begun_at', 'desc')
        .orderBy('backup_id')
        .limit(NEWEST)
        .execute();
      return ok({ isSet: backups !== null, backups: rows.map(toldOf) });
    }),

    'backups.make': practiceWide(service, makeBackup, async ({ backupId }, caller) => {
      const said = happenedIn(makeBackup.audit);
      const happened = { ...said, category: 'system', resource: { ...said.resource, id: backupId } } as const;
      const claimed = await acts.quietly(async (transaction, record) => {
        const known = await transaction
          .selectFrom('backup')
          .select('backup_id')
          .where('backup_id', '=', backupId)
          .executeTakeFirst();
        if (known !== undefined) return ok({ begun: false });
        const attempt = attempting(record, caller, happened, clock());
        if (backups === null) return attempt.refuse(notSet, 'not-set');
        const turn = await backups.claim(transaction, backupId);
        if (!turn.ok) return attempt.refuse(turn, 'busy');
        await attempt.done();
        return ok({ begun: true });
      });
      if (!claimed.ok) return claimed;
      if (claimed.value.begun) backups?.run(backupId);
      return ok({});
    }),
  };
}

function toldOf(row: Selectable<BackupTable>): z.input<typeof listBackups.reply>['backups'][number] {
  return {
    backupId: row.backup_id,
    begunAt: row.begun_at,
    outcome: row.outcome,
    reason: row.reason,
    madeAt: row.made_at,
    verified: row.verified,
    verifiedAt: row.verified_at,
    events: row.events,
    root: row.root,
    file: row.file,
    bytes: row.bytes,
    sha256: row.sha256,
    deletedAt: row.deleted_at,
  };
}

const notSet = err(
  'not-found',
  'No folder for backups is set, so none can be made.',
  'Ask your IT staff to set one: the setting is called backups.',
);
