import { join } from 'node:path';

/** The files of one person's vault, all named by the same random id. */
export interface VaultPaths {
  /** The encrypted database; `-wal` and `-shm` stand beside it while it is open. */
  database: string;
  keySlots: string;
  attempts: string;
}

export function vaultPaths(folder: string, fileId: string): VaultPaths {
  return {
    database: join(folder, `${fileId}.vault`),
    keySlots: join(folder, `${fileId}.keys.json`),
    attempts: join(folder, `${fileId}.attempts.json`),
  };
}
