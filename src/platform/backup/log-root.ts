import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import { eventLeafHash } from '../../shared/domain/audit-event/canonical';
import { equalBytes } from '../../shared/transparency/bytes';
import { openCheckpoint } from '../../shared/transparency/checkpoint';
import { CompactRange } from '../../shared/transparency/compact-range';
import type { NoteVerifier } from '../../shared/transparency/signed-note';
import { hashes } from '../hashes';
import { otherLogKey, RefusedBackup, wrongRoot } from './refused';
import type { Rows } from './tables';

/** A head of the log as it stood in the snapshot; the note is empty while the log is. */
export interface SavedHead {
  size: number;
  note: string;
}

/** Recomputes the log's root from its events, as a reader of the whole trail does. */
export function logRoot(): {
  add(rows: Rows): void;
  /** The root in base64url. Throws `RefusedBackup` where the log did not sign it at this size. */
  check(head: SavedHead, verifier: NoteVerifier): string;
} {
  const range = new CompactRange(hashes);
  return {
    add(rows) {
      for (const row of rows) {
        const { seq, body, salt } = JSON.parse(row) as { seq: number; body: string; salt: string };
        if (seq !== range.size) throw new RefusedBackup(wrongRoot);
        const event = JSON.parse(body) as AuditEvent;
        // bytea is \x and hex.
        range.append(eventLeafHash(event, Buffer.from(salt.slice(2), 'hex').toString('base64url'), hashes));
      }
    },
    check({ size, note }, verifier) {
      const root = range.root();
      if (size !== range.size) throw new RefusedBackup(wrongRoot);
      if (size > 0) {
        const opened = openCheckpoint(note, verifier);
        if (!opened.ok) throw new RefusedBackup(otherLogKey);
        const { checkpoint } = opened.value;
        if (checkpoint.size !== size || !equalBytes(checkpoint.root, root))
          throw new RefusedBackup(wrongRoot);
      }
      return Buffer.from(root).toString('base64url');
    },
  };
}
