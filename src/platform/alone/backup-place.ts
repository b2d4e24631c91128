import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AloneSettings } from './settings';

type Place = Pick<AloneSettings, 'backups' | 'databaseUrl' | 'folder' | 'makeKeys' | 'restoreFrom'>;

/** The folder of the nightly backups; undefined where there is none. */
export function backupPlace({ backups, folder }: Place): string | undefined {
  return backups ?? (folder === undefined ? undefined : join(folder, 'backups'));
}

/**
 * Whether a missing backup key may be made: nothing that we know of was sealed under another one. Beside PostgreSQL
 * another node may have one already, so there somebody must ask for it.
 */
export function mayMakeBackupKey(settings: Place): boolean {
  const { databaseUrl, makeKeys, restoreFrom } = settings;
  if (restoreFrom !== undefined || (databaseUrl !== undefined && !makeKeys)) return false;
  const place = backupPlace(settings);
  if (place === undefined) return true;
  try {
    return !readdirSync(place).some((name) => name.endsWith('.wkbackup'));
  } catch (error) {
    return (Object(error) as { code?: unknown }).code === 'ENOENT';
  }
}
