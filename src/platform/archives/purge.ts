import { sql, type Selectable } from 'kysely';
import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import { patientCount } from '../../shared/domain/audit-event/audit-event';
import { MINIMUM_RETENTION_YEARS, yearsAfter } from '../../shared/domain/retention';
import type { Database, DatabaseTransaction } from '../database/schema';
import type { AuditArchiveTable } from '../database/trail-tables';
import { destroyOwnKeys } from '../phi/data-keys';
import { issueCertificate, type Issued } from '../retention/certificates';
import { holdsOver } from '../retention/holds';
import { remainsIn, REMAINS } from '../retention/remains';
import { archiveKey, chunksOf, openRow, type ArchiveParts } from './reading';
import { archiveFacts } from './round';

type Archive = Selectable<AuditArchiveTable>;

/** Why an archive may not be destroyed. */
export type Bar = 'not-archived' | 'older-first' | 'retention' | 'legal-hold' | 'hold-meanwhile';

/** How many years the audit log is kept: the longest that any setting says, and never less than the law. */
export async function retentionYears(db: Database): Promise<number> {
  const { retention_years } = await db
    .selectFrom('hipaa_setting')
    .select('retention_years')
    .executeTakeFirstOrThrow();
  const policy = await db
    .selectFrom('retention_policy')
    .select('retention_period_years')
    .where('resource_type', '=', 'audit_logs')
    .executeTakeFirst();
  return Math.max(MINIMUM_RETENTION_YEARS, retention_years, policy?.retention_period_years ?? 0);
}

/**
 * What stands in the way, by how far the log has come (the database's `log_reached`). `scanned`: the held patients of whom the archive was found to
 * say nothing.
 */
export async function barTo(
  transaction: DatabaseTransaction,
  archive: Archive,
  scanned: ReadonlySet<string>,
): Promise<Bar | null> {
  if (archive.state !== 'archived') return 'not-archived';
  const older = await transaction
    .selectFrom('audit_archive')
    .select('archive_id')
    .where('first_seq', '<', archive.first_seq)
    .where('state', '<>', 'purged')
    .limit(1)
    .executeTakeFirst();
  if (older !== undefined) return 'older-first';
  const { rows } = await sql<{ reached: number }>`
    select log_reached(${archive.first_seq}::bigint) as reached`.execute(transaction);
  const keptUntil = yearsAfter(archive.recorded_until, await retentionYears(transaction));
  if ((rows[0]?.reached ?? 0) < keptUntil) return 'retention';
  const { isHeld, patientIds } = await holdsOver(transaction, spanOf(archive));
  if (isHeld) return 'legal-hold';
  return patientIds.some((patientId) => !scanned.has(patientId)) ? 'hold-meanwhile' : null;
}

function spanOf({ recorded_from, recorded_until, occurred_from, occurred_until }: Archive) {
  return { from: Math.min(recorded_from, occurred_from), to: Math.max(recorded_until, occurred_until) };
}

/** Of the patients under a legal hold those of whom an archive says nothing; null where it tells of one. */
export async function heldPatientsOutside(
  parts: ArchiveParts,
  archive: Archive,
): Promise<ReadonlySet<string> | null> {
  const { patientIds } = await holdsOver(parts.db, spanOf(archive));
  const held = new Set(patientIds);
  if (held.size === 0) return held;
  const key = await archiveKey(parts, archive.month);
  for await (const row of chunksOf(parts.db, archive.archive_id)) {
    for (const { body } of (await openRow(parts, row, key)) ?? []) {
      const event = JSON.parse(body) as AuditEvent;
      // Whom a manifest names is sealed: it may be anybody.
      const isOpen = patientCount(event) > event.patients.length;
      if (isOpen || event.patients.some((patientId) => held.has(patientId))) return null;
    }
  }
  return held;
}

/**
 * Destroys an archive's content and its key, and the keys of what was sealed in events of earlier months: all of
 * those events are in archives that are gone. The hashes stay, so every head and proof verifies as before.
 */
export async function destroyArchive(
  transaction: DatabaseTransaction,
  archive: Archive,
  { userId, reason, now }: { userId: string; reason: string; now: number },
): Promise<Issued> {
  const { archive_id: archiveId, month } = archive;
  await transaction
    .updateTable('audit_archive')
    .set({ state: 'purged', purged_at: now })
    .where('archive_id', '=', archiveId)
    .execute();
  await transaction
    .updateTable('audit_archive_chunk')
    .set({ sealed: null })
    .where('archive_id', '=', archiveId)
    .execute();
  const own = await destroyOwnKeys(transaction, 'archive', { from: month, to: month }, now);
  // A change at the last instant of a month may be recorded in the next one.
  const ofEvents = await destroyOwnKeys(transaction, 'event', { from: 1, to: month - 1 }, now);
  return issueCertificate(transaction, {
    kind: 'audit-archive',
    userId,
    issuedAt: now,
    reason,
    what: { archiveId, ...archiveFacts(archive), ...(await remainsIn(transaction)) },
    keys: [
      ...own.map((version) => ({ purpose: 'archive', version })),
      ...ofEvents.map((version) => ({ purpose: 'event', version })),
    ],
    limit: `The files of the database hold its wrapped keys until their table is written anew, which follows at once. ${REMAINS}`,
  });
}
