import type { LoggedEvent, listEvents } from '../../shared/contract/platform/audit';
import type { ReplyOf } from '../../shared/contract/platform/call';
import { eventLeafHash } from '../../shared/domain/audit-event/canonical';
import { missingCase } from '../../shared/domain/result';
import { equalBytes } from '../../shared/transparency/bytes';
import { openCheckpoint, type Checkpoint } from '../../shared/transparency/checkpoint';
import type { CompactRange } from '../../shared/transparency/compact-range';
import { hashes } from '../hashes';
import { packCompleted } from '../store/column-chunks';
import type { WritableDb } from '../store/db';
import type { WritableDictionary } from '../store/dictionary';
import { insertEvent } from '../store/events';
import { keepContradiction, keepHead, newestHead, pinKey, pinnedKey } from '../store/heads';
import { readTree, treeAt, writeTree } from '../store/tree';
import { logKey } from './log-key';

/**
 * A reply of the platform, or a run of its events with the same head. `leaves`: the leaf hash of each event, where this
 * console has computed them already.
 */
export interface TrailPage extends ReplyOf<typeof listEvents> {
  leaves?: readonly Uint8Array[] | undefined;
}

export type Received =
  /**
   * `size`: events kept now, `added` of them new. `total`: events that the head covers. `verified`: the tree
   * computed here agreed with a signed head newly seen. `more`: the head covers events that have not come yet.
   */
  | { kind: 'kept'; size: number; added: number; total: number; verified: boolean; more: boolean }
  /** What comes next was purged before it came here: nothing was kept, and nothing can follow. */
  | { kind: 'purged'; from: number; before: number }
  /** The page is not one: nothing of it was kept. */
  | { kind: 'misfit'; reason: string }
  /** It cannot be true together with what is kept here: that is recorded, and nothing more is to be received. */
  | { kind: 'contradiction'; reason: string };

/**
 * Takes a page into the file in one transaction: rows, tree, and what its signed head says of them. Receiving
 * the same page again changes nothing. Leaf hashes are computed here, from content and salt; the platform's
 * word is never taken for them. `now` in microseconds. Throws what the store throws; then nothing was kept.
 */
export function receive(
  db: WritableDb,
  dictionary: WritableDictionary,
  page: TrailPage,
  now: number,
): Received {
  try {
    return db.transaction(() => receiveInside(db, dictionary, page, now));
  } catch (error) {
    dictionary.forget();
    if (error instanceof Misfit) return { kind: 'misfit', reason: error.message };
    throw error;
  }
}

class Misfit extends Error {}

function receiveInside(
  db: WritableDb,
  dictionary: WritableDictionary,
  page: TrailPage,
  now: number,
): Received {
  const tree = readTree(db, hashes);
  const contradiction = (reason: string): Received => {
    const { checkpoint, verifierKey } = page;
    keepContradiction(db, { foundAt: now, reason, size: tree.size, checkpoint, verifierKey });
    return { kind: 'contradiction', reason };
  };

  const head = signedHead(db, page, now);
  if (typeof head === 'string') return contradiction(head);

  if (head === null && page.events.length > 0)
    throw new Misfit('The platform sent events without a signed head.');

  const { purgedBefore } = page;
  if (purgedBefore !== undefined && purgedBefore > tree.size) {
    return { kind: 'purged', from: tree.size, before: purgedBefore };
  }

  const before = tree.size;
  let rootAtHead = head !== null && head.size === tree.size ? tree.root() : null;
  for (const [i, logged] of page.events.entries()) {
    if (logged.seq < tree.size) continue; // kept already
    append(db, dictionary, tree, logged, page.leaves?.[i] ?? leafOf(logged));
    if (head?.size === tree.size) rootAtHead = tree.root();
  }
  if (tree.size > before) {
    packCompleted(db, before, tree.size);
    writeTree(db, tree);
  }

  const verified = newestHead(db);
  const standing = standingOf(head, tree.size, verified);
  const kept = { kind: 'kept', size: tree.size, added: tree.size - before, total: head?.size ?? 0 } as const;
  switch (standing) {
    case 'nothing-signed':
    case 'ahead':
      return { ...kept, verified: false, more: standing === 'ahead' };
    case 'shorter':
      return contradiction(
        `The platform now shows a log of ${head?.size ?? 0} events, fewer than it signed for before. ` +
          'A log that only grows cannot become shorter: events were taken out of it, or an old state was put back.',
      );
    case 'comparable': {
      if (verified?.checkpoint === page.checkpoint) return { ...kept, verified: false, more: false };
      const { size, root } = head as Checkpoint;
      rootAtHead ??= treeAt(db, size, hashes).root();
      if (!equalBytes(root, rootAtHead)) {
        return contradiction(
          `The platform signed a log of ${size} events that is not the ${size} events it sent here. ` +
            'At least one event was altered, added or taken out on the way or on the platform.',
        );
      }
      keepHead(db, { size, checkpoint: page.checkpoint, verifiedAt: now });
      return { ...kept, verified: true, more: false };
    }
    default:
      return missingCase(standing);
  }
}

/** The head as the pinned key signed it, null while the log is empty, or in words why it cannot be believed. */
function signedHead(
  db: WritableDb,
  { checkpoint, verifierKey }: TrailPage,
  now: number,
): Checkpoint | null | string {
  const pinned = pinnedKey(db);
  const key = logKey(pinned ?? verifierKey);
  if (!key.ok) throw new Misfit(key.message);
  if (pinned === null) pinKey(db, verifierKey, now);
  else if (pinned !== verifierKey) {
    return 'The platform signs its log with another key than at first contact. Somebody replaced the key, or this is another platform.';
  }
  if (checkpoint === '') return null;
  const opened = openCheckpoint(checkpoint, key.value.verifier);
  if (!opened.ok)
    return `The head of the platform’s log is not signed by the key known since first contact. ${opened.message}`;
  return opened.value.checkpoint;
}

function append(
  db: WritableDb,
  dictionary: WritableDictionary,
  tree: CompactRange,
  { seq, event, salt }: LoggedEvent,
  leafHash: Uint8Array,
): void {
  if (seq !== tree.size) throw new Misfit(`The platform sent event ${seq} where ${tree.size} comes next.`);
  insertEvent(db, dictionary, { seq, event, leafHash }, Buffer.from(salt, 'base64url'));
  tree.append(leafHash);
}

function leafOf(logged: LoggedEvent): Uint8Array {
  const leaf = leafHashOf(logged);
  if (leaf === null) throw new Misfit(`Event ${logged.seq} cannot be hashed.`);
  return leaf;
}

/** The leaf hash of an event, or null for a salt or a text without canonical form: no log could hold it. */
export function leafHashOf({ event, salt }: LoggedEvent): Uint8Array | null {
  try {
    return eventLeafHash(event, salt, hashes);
  } catch (error) {
    // The contract refuses it already.
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

function standingOf(
  head: Checkpoint | null,
  kept: number,
  verified: { size: number } | null,
): 'nothing-signed' | 'ahead' | 'shorter' | 'comparable' {
  const size = head?.size ?? 0;
  if (verified !== null && size < verified.size) return 'shorter';
  if (head === null) return 'nothing-signed';
  return size > kept ? 'ahead' : 'comparable';
}
