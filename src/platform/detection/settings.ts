import {
  detectionSettings,
  standardDetection,
  type DetectionSettings,
} from '../../shared/contract/platform/detection-settings';
import { prepared } from '../database/prepared';
import type { Database, DatabaseTransaction } from '../database/schema';

export interface KeptDetection {
  settings: DetectionSettings;
  /** Microseconds; null: as the service came. */
  changedAt: number | null;
}

export async function detectionSettingsOf(db: Database): Promise<KeptDetection> {
  const [row] = await kept(db, {});
  if (row === undefined) throw new RangeError('The settings of detection are gone');
  return settingsOf(row);
}

const kept = prepared<object, KeptRow>((db) => read(db));

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

interface KeptRow {
  version: number;
  settings: string;
  changed_at: number | null;
}

function settingsOf({ settings: text, version, changed_at: changedAt }: KeptRow): KeptDetection {
  if (parsed?.text !== text || parsed.settings.version !== version) {
    parsed = { text, settings: settingsIn(text, version) };
  }
  return { settings: parsed.settings, changedAt };
}

/** What was read last: every sign-in reads them, and hardly anybody changes them. */
let parsed: { text: string; settings: DetectionSettings } | undefined;

function settingsIn(text: string, version: number): DetectionSettings {
  const kept = JSON.parse(text) as Partial<DetectionSettings>;
  return detectionSettings.parse({
    ...standardDetection,
    ...kept,
    // A threshold that came with a later version stands as it comes.
    thresholds: { ...standardDetection.thresholds, ...kept.thresholds },
    version,
  });
}
