import {
  recordEvent,
  type AuditEvent,
  type AuditEventDraft,
} from '../../shared/domain/audit-event/audit-event';
import { eventLeafHash } from '../../shared/domain/audit-event/canonical';
import { signCheckpoint } from '../../shared/transparency/checkpoint';
import { CompactRange } from '../../shared/transparency/compact-range';
import type { NoteSigner } from '../../shared/transparency/signed-note';
import { hashes } from '../hashes';
import type { Head } from './head';

export interface Waiting {
  id: string;
  /** Validated when it was taken in. */
  draft: AuditEventDraft;
}

export interface Placed {
  seq: number;
  event: AuditEvent;
  /** The event as JSON. */
  body: string;
  /** 16 bytes in base64url. */
  salt: string;
  leafHash: Uint8Array;
}

export interface TreeNode {
  level: number;
  position: number;
  hash: Uint8Array;
}

export interface Batch {
  placed: Placed[];
  /** Subtree roots to keep, that were completed by these events. */
  nodes: TreeNode[];
  head: Head;
}

/**
 * Every fourth level of the tree is kept: one row for each 15 events, and any other subtree root is at most
 * 8 rows and 7 hashes away. Its multiples of eight are the tiles of C2SP tlog-tiles.
 */
export const KEPT_LEVELS = 4;

/**
 * Gives each waiting event its place after `head`. `clock` says when an event is recorded, in microseconds,
 * unless the one before it was recorded later; `salt()` is fresh each time.
 */
export function placeEvents(
  head: Head,
  waiting: readonly Waiting[],
  clock: (draft: AuditEventDraft) => number,
  salt: () => string,
  signer: NoteSigner,
): Batch {
  let recordedAt = head.recordedAt;
  const range = new CompactRange(hashes, head.range.size, head.range.subtrees);
  const nodes: TreeNode[] = [];
  const placed = waiting.map(({ id, draft }) => {
    recordedAt = Math.max(clock(draft), recordedAt);
    const event = recordEvent(draft, id, recordedAt);
    const eventSalt = salt();
    const leafHash = eventLeafHash(event, eventSalt, hashes);
    const seq = range.size;
    range.append(leafHash, (level, position, hash) => {
      if (level > 0 && level % KEPT_LEVELS === 0) nodes.push({ level, position, hash });
    });
    return { seq, event, body: JSON.stringify(event), salt: eventSalt, leafHash };
  });
  return {
    placed,
    nodes,
    head: { range, recordedAt, note: signCheckpoint(range.size, range.root(), signer) },
  };
}
