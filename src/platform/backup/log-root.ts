import type { Selectable } from 'kysely';
import { createHash } from 'node:crypto';
import type { AuditEvent } from '../../shared/domain/audit-event/audit-event';
import { eventLeafHash } from '../../shared/domain/audit-event/canonical';
import { equalBytes } from '../../shared/transparency/bytes';
import { openCheckpoint } from '../../shared/transparency/checkpoint';
import { CompactRange } from '../../shared/transparency/compact-range';
import { hashLength } from '../../shared/transparency/merkle-hash';
import type { NoteVerifier } from '../../shared/transparency/signed-note';
import type { AuditArchiveTable } from '../database/trail-tables';
import { hashes } from '../hashes';
import { otherLogKey, RefusedBackup, wrongArchive, wrongRoot } from './refused';
import { ARCHIVES, CHUNKS, LOG, type Rows } from './tables';

/** A head of the log as it stood in the snapshot; the note is empty while the log is. */
export interface SavedHead {
  size: number;
  note: string;
}

/** An archive that was sealed, as its row tells. */
interface SavedArchive {
  archive_id: string;
  first_seq: number;
  last_seq: number;
  state: Exclude<Selectable<AuditArchiveTable>['state'], 'making'>;
  root: string;
  sha256: string;
}

interface SavedChunk {
  archive_id: string;
  first_seq: number;
  last_seq: number;
  leaf_hashes: string;
  sealed: string | null;
}

/** A chunk whose events may stand in the log's table as well. */
interface Shared {
  archive: SavedArchive;
  first: number;
  last: number;
  leaves: Buffer;
}

/**
 * Recomputes the log's root as a reader of the whole trail does: where archives are, over the hashes beside what is
 * sealed, each archive held to its own root and to the SHA-256 of its sealed bytes; then over the events of the table.
 * An event that stands in both must be the same.
 */
export function logRoot(): {
  /** Rows of a table, those of the archives before those of their chunks, these before the log's, in its order. */
  add(table: string, rows: Rows): void;
  /** The root in base64url. Throws `RefusedBackup` where the log did not sign it at this size. */
  check(head: SavedHead, verifier: NoteVerifier): string;
} {
  const range = new CompactRange(hashes);
  const archives = new Map<string, SavedArchive>();
  const shared: Shared[] = [];
  let whole = 0;
  let digest = createHash('sha256');
  let archivedUpTo: number | undefined;
  let at = 0;
  let sharedEvents = 0;

  function addChunk(chunk: SavedChunk): void {
    const archive = archives.get(chunk.archive_id);
    // One that is being made counts for nothing yet: its events are all in the table.
    if (archive === undefined) return;
    const { first_seq: first, last_seq: last } = chunk;
    const leaves = bytesOf(chunk.leaf_hashes);
    const isInPlace = first === range.size && leaves.length === (last - first + 1) * hashLength;
    const isKept = (chunk.sealed === null) === (archive.state === 'purged');
    if (!isInPlace || !isKept) throw new RefusedBackup(wrongArchive);
    for (let i = 0; i < leaves.length; i += hashLength) range.append(leaves.subarray(i, i + hashLength));
    if (first === archive.first_seq) digest = createHash('sha256');
    if (chunk.sealed !== null) digest.update(bytesOf(chunk.sealed));
    if (!['archived', 'purged'].includes(archive.state)) shared.push({ archive, first, last, leaves });
    if (last !== archive.last_seq) return;
    const isSealed = archive.state === 'purged' || digest.digest('hex') === archive.sha256;
    if (!isSealed || !equalBytes(bytesOf(archive.root), range.root())) throw new RefusedBackup(wrongArchive);
    whole += 1;
  }

  function addEvent(row: string): void {
    const { seq, body, salt, leaf_hash } = JSON.parse(row) as Record<
      'body' | 'salt' | 'leaf_hash',
      string
    > & {
      seq: number;
    };
    const leaf = eventLeafHash(JSON.parse(body) as AuditEvent, bytesOf(salt).toString('base64url'), hashes);
    archivedUpTo ??= range.size;
    const isNext = seq === range.size;
    if (!equalBytes(leaf, bytesOf(leaf_hash)) || !(isNext || isInArchive(seq, archivedUpTo, leaf)))
      throw new RefusedBackup(wrongRoot);
    if (isNext) range.append(leaf);
    else sharedEvents += 1;
  }

  function isInArchive(seq: number, upTo: number, leaf: Uint8Array): boolean {
    while (at < shared.length && (shared[at]?.last ?? 0) < seq) at += 1;
    const chunk = shared[at];
    if (seq >= upTo || chunk === undefined || seq < chunk.first) return false;
    const from = (seq - chunk.first) * hashLength;
    return equalBytes(leaf, chunk.leaves.subarray(from, from + hashLength));
  }

  return {
    add(table, rows) {
      if (table === ARCHIVES) {
        for (const row of rows) {
          const archive = JSON.parse(row) as SavedArchive | { archive_id: string; state: 'making' };
          if (archive.state !== 'making') archives.set(archive.archive_id, archive);
        }
      } else if (table === CHUNKS) {
        for (const row of rows) addChunk(JSON.parse(row) as SavedChunk);
      } else if (table === LOG) rows.forEach(addEvent);
    },
    check({ size, note }, verifier) {
      if (whole !== archives.size) throw new RefusedBackup(wrongArchive);
      // Of a restored month all events are back; of one that is on its way some may be.
      const restored = shared.filter(({ archive }) => archive.state === 'restored');
      const least = restored.reduce((sum, { first, last }) => sum + last - first + 1, 0);
      if (size !== range.size || sharedEvents < least) throw new RefusedBackup(wrongRoot);
      const root = range.root();
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

/** bytea in JSON is \x and hex. */
function bytesOf(text: string): Buffer {
  return Buffer.from(text.slice(2), 'hex');
}
