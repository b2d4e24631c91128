import { hash, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { sql, type Selectable } from 'kysely';
import { yearsBefore } from '../../shared/domain/retention';
import type { EncounterTable } from '../database/care-tables';
import type { Database, DatabaseTransaction } from '../database/schema';
import type { RecordArchiveTable } from '../database/record-tables';
import {
  ownKey,
  readDataKeys,
  readOwnKey,
  sealingKeys,
  type SealingKeys,
  type ServiceKey,
} from '../phi/data-keys';
import { openBytes, sealBytes } from '../phi/envelope';

/** Rows of one transaction. */
const BATCH = 500;
const TYPE = 'encounters';

export interface Hidden {
  /** Encounters that ended before it are beyond their retention. Microseconds. */
  cutoff: number;
  count: number;
  /** Null where the policy wants no archive, or nothing was hidden. */
  archiveId: string | null;
  more: boolean;
}

/**
 * Hides the next encounters whose retention is over (issue-24's soft delete), those that a legal hold reaches left
 * out, and seals a copy of them first where the policy says so. The transaction has locked the holds. `asOf`: by when
 * it must be over.
 */
export async function hideNext(
  transaction: DatabaseTransaction,
  key: ServiceKey,
  now: number,
  asOf = now,
): Promise<Hidden> {
  const keys = await sealingKeys(transaction, key);
  const policy = await transaction
    .selectFrom('retention_policy')
    .select(['retention_period_years', 'archive_before_delete'])
    .where('resource_type', '=', TYPE)
    .executeTakeFirstOrThrow();
  const cutoff = yearsBefore(asOf, policy.retention_period_years);
  const rows = await transaction
    .selectFrom('encounter')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where('ended_at', '<', cutoff)
    .where(
      sql<boolean>`not exists (select from legal_hold as hold where hold.released_at is null and (
        hold.reach = 'practice' or hold.patient_id = encounter.patient_id or hold.reach = 'dates'
          and hold.from_at <= encounter.ended_at and hold.until_at > encounter.started_at))`,
    )
    .orderBy('ended_at')
    .orderBy('encounter_id')
    .limit(BATCH)
    .forUpdate()
    .execute();
  if (rows.length === 0) return { cutoff, count: 0, archiveId: null, more: false };
  const archiveId = policy.archive_before_delete ? await archive(transaction, keys, key, rows, now) : null;
  await transaction
    .updateTable('encounter')
    .set({ deleted_at: now })
    .where(
      'encounter_id',
      'in',
      rows.map((row) => row.encounter_id),
    )
    .execute();
  return { cutoff, count: rows.length, archiveId, more: rows.length === BATCH };
}

/** A sealed copy under a key of its own, opened again before it counts. */
async function archive(
  transaction: DatabaseTransaction,
  keys: SealingKeys,
  service: ServiceKey,
  rows: readonly Selectable<EncounterTable>[],
  now: number,
): Promise<string> {
  const { last } = await transaction
    .selectFrom('record_archive')
    .select((eb) => eb.fn.max<number | null>('version').as('last'))
    .executeTakeFirstOrThrow();
  const version = (last ?? 0) + 1;
  const key = await ownKey(transaction, keys, 'records', version, now);
  const archiveId = randomUUID();
  const text = JSON.stringify(rows);
  const packed = await promisify(gzip)(Buffer.from(text));
  const sealed = Buffer.from(sealBytes(key, boundTo(service, archiveId, TYPE), packed), 'base64url');
  const row = {
    record_archive_id: archiveId,
    resource_type: TYPE,
    version,
    records: rows.length,
    sealed,
    sha256: hash('sha256', sealed, 'hex'),
    archived_at: now,
  };
  await transaction.insertInto('record_archive').values(row).execute();
  if (JSON.stringify(await openRecordArchive(transaction, service, row)) !== text) {
    throw new TypeError('What was archived does not open as it was');
  }
  return archiveId;
}

/** What an archive of records holds; null for one that was changed, or whose key is gone. */
export async function openRecordArchive(
  db: Database,
  service: ServiceKey,
  { record_archive_id: id, resource_type: type, version, sealed }: Selectable<RecordArchiveTable>,
): Promise<unknown> {
  const key = await readOwnKey(db, await readDataKeys(db, service), 'records', version);
  const packed = key && openBytes(key, boundTo(service, id, type), Buffer.from(sealed).toString('base64url'));
  if (packed === null) return null;
  return JSON.parse((await promisify(gunzip)(packed)).toString('utf8'));
}

function boundTo({ practiceId }: ServiceKey, archiveId: string, type: string): string[] {
  return ['record_archive', practiceId, archiveId, type];
}
