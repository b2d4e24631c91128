import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WritableDb } from '../../../src/vault/store/db';
import { createStore, openStore } from '../../../src/vault/store/open';

export const NOW = 1_794_781_400_000_000;

/** A real encrypted file in a folder of its own. */
export interface AStore {
  folder: string;
  path: string;
  dataKey: Buffer;
  db: WritableDb;
  reopen(): WritableDb;
  remove(): void;
}

export function aStore(): AStore {
  const folder = mkdtempSync(join(tmpdir(), 'wardkeeper-'));
  const path = join(folder, 'a.vault');
  const dataKey = randomBytes(32);
  const store: AStore = {
    folder,
    path,
    dataKey,
    db: createStore(path, dataKey, NOW),
    reopen() {
      store.db.close();
      store.db = openStore(path, dataKey, NOW);
      return store.db;
    },
    remove() {
      try {
        store.db.abandon();
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
  return store;
}
