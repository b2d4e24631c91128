import {
  detectionSettings,
  standardDetection,
  type DetectionSettings,
} from '../../shared/contract/platform/detection-settings';
import type { Database, DatabaseTransaction } from '../database/schema';

export interface KeptDetection {
  settings: DetectionSettings;
  /** Microseconds; null: as the service came. */
  changedAt: number | null;
}

export async function detectionSettingsOf(db: Database): Promise<KeptDetection> {
  return read(db).executeTakeFirstOrThrow().then(settingsOf);
}

/** The same, and nobody else changes them before this transaction ends. */
export async function lockDetectionSettings(transaction: DatabaseTransaction): Promise<KeptDetection> {
  return read(transaction).forUpdate().executeTakeFirstOrThrow().then(settingsOf);
}

/** Keeps them under the version they carry. */
export async function keepDetectionSettings(
  transaction: DatabaseTransaction,
  { version, ...settings }: DetectionSettings,
  userId: string,
  now: number,
): Promise<void> {
  await transaction
    .updateTable('detection_setting')
    .set({ version, settings: JSON.stringify(settings), user_id: userId, changed_at: now })
    .execute();
}

function read(db: Database) {
  return db.selectFrom('detection_setting').select(['version', 'settings', 'changed_at']);
}

function settingsOf(row: { version: number; settings: string; changed_at: number | null }): KeptDetection {
  const kept = JSON.parse(row.settings) as Partial<DetectionSettings>;
  const settings = detectionSettings.parse({
    ...standardDetection,
    ...kept,
    // A threshold that came with a later version stands as it comes.
    thresholds: { ...standardDetection.thresholds, ...kept.thresholds },
    version: row.version,
  });
  return { settings, changedAt: row.changed_at };
}
