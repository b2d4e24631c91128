import { hashes } from '../hashes';
import { countActs } from '../outbox/outbox';
import type { ReadableDb } from '../store/db';
import { newestHead, pinnedKey } from '../store/heads';
import { readTree } from '../store/tree';
import type { SyncView } from '../../shared/contract/bridge/sync';
import { logKey } from './log-key';

/** What the file itself says of how it stands. */
export type Standing = Pick<
  SyncView,
  'size' | 'total' | 'root' | 'verifiedSize' | 'verifiedAt' | 'logKey' | 'outbox'
>;

export const nothingKept: Standing = {
  size: 0,
  total: null,
  root: null,
  verifiedSize: 0,
  verifiedAt: null,
  logKey: null,
  outbox: 0,
};

/** `total` is that of the newest head agreed with. Throws what the store throws. */
export function standingOf(db: ReadableDb): Standing {
  const tree = readTree(db, hashes);
  const head = newestHead(db);
  const key = pinnedKey(db);
  const pinned = key === null ? null : logKey(key);
  return {
    size: tree.size,
    total: head?.size ?? (key === null ? null : 0),
    root: tree.size === 0 ? null : Buffer.from(tree.root()).toString('base64url'),
    verifiedSize: head?.size ?? 0,
    verifiedAt: head?.verifiedAt ?? null,
    logKey: pinned?.ok === true ? pinned.value.fingerprint : null,
    outbox: countActs(db),
  };
}
