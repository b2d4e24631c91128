import type { HipaaSettings } from '../../shared/contract/platform/hipaa-settings';
import type { Database, DatabaseTransaction } from '../database/schema';

export interface KeptSettings extends HipaaSettings {
  /** Microseconds; null: as the service came. */
  changedAt: number | null;
}

export async function hipaaSettingsOf(db: Database): Promise<KeptSettings> {
  return read(db).executeTakeFirstOrThrow().then(settingsOf);
}

/** The same, and nobody else changes them before this transaction ends. */
export async function lockHipaaSettings(transaction: DatabaseTransaction): Promise<KeptSettings> {
  return read(transaction).forUpdate().executeTakeFirstOrThrow().then(settingsOf);
}

/** Keeps them under the version they carry. */
export async function keepHipaaSettings(
  transaction: DatabaseTransaction,
  { version, enabled, allowedRegions, region, retentionYears }: HipaaSettings,
  userId: string,
  now: number,
): Promise<void> {
  await transaction
    .updateTable('hipaa_setting')
    .set({
      version,
      enabled,
      allowed_regions: allowedRegions,
      region,
      retention_years: retentionYears,
      user_id: userId,
      changed_at: now,
    })
    .execute();
}

function read(db: Database) {
  return db
    .selectFrom('hipaa_setting')
    .select(['version', 'enabled', 'allowed_regions', 'region', 'retention_years', 'changed_at']);
}

type Row = Awaited<ReturnType<ReturnType<typeof read>['executeTakeFirstOrThrow']>>;

function settingsOf(row: Row): KeptSettings {
  return {
    version: row.version,
    enabled: row.enabled,
    allowedRegions: row.allowed_regions,
    region: row.region,
    retentionYears: row.retention_years,
    changedAt: row.changed_at,
  };
}
