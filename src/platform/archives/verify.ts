import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Selectable } from 'kysely';
import { auditEvent } from '../../shared/domain/audit-event/audit-event';
import { eventLeafHash } from '../../shared/domain/audit-event/canonical';
import { equalBytes } from '../../shared/transparency/bytes';
import { openCheckpoint } from '../../shared/transparency/checkpoint';
import { CompactRange } from '../../shared/transparency/compact-range';
import { hashLength } from '../../shared/transparency/merkle-hash';
import { verifyConsistency } from '../../shared/transparency/proof';
import type { NoteVerifier } from '../../shared/transparency/signed-note';
import { consistencyProof, subtreesAt } from '../audit/proofs';
import { newestCheckpoint } from '../audit/trail';
import type { AuditArchiveTable } from '../database/trail-tables';
import { hashes } from '../hashes';
import type { ArchivedEvent } from './chunk';
import { archiveKey, chunksOf, openRow, type ArchiveParts } from './reading';

/** What an archive was found to hold. */
export interface Verified {
  root: Uint8Array;
  /** The signed head that it leads to. */
  checkpoint: string;
  /** Of the sealed bytes of all chunks in their order, in hex. */
  sha256: string;
  bytes: number;
}

/** What does not hold. */
export type Flaw =
  'chunk-altered' | 'event-altered' | 'events-missing' | 'file-altered' | 'not-in-the-log' | 'purged';

/**
 * Reads an archive back from what is sealed and computes everything again: each event's leaf, the root of the log
 * up to its last event, and by a consistency proof that the newest signed head begins with that very tree. What an
 * archive said of itself when it was sealed must come out the same.
 */
export async function verifyArchive(
  parts: ArchiveParts & { logVerifier: NoteVerifier },
  archive: Selectable<AuditArchiveTable>,
): Promise<Verified | Flaw> {
  if (archive.state === 'purged') return 'purged';
  const { db, logVerifier } = parts;
  const key = await archiveKey(parts, archive.month);
  const range = new CompactRange(hashes, archive.first_seq, await subtreesAt(db, archive.first_seq));
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const row of chunksOf(db, archive.archive_id)) {
    const events = await openRow(parts, row, key);
    if (events === null || row.sealed === null) return 'chunk-altered';
    digest.update(row.sealed);
    bytes += row.sealed.length;
    for (const [i, event] of events.entries()) {
      const leaf = leafOf(event);
      const kept = row.leaf_hashes.subarray(i * hashLength, (i + 1) * hashLength);
      if (leaf === null || event.seq !== range.size || !equalBytes(leaf, kept)) return 'event-altered';
      range.append(leaf);
    }
    if (row.last_seq !== range.size - 1) return 'events-missing';
    await nextTurn();
  }
  if (range.size !== archive.last_seq + 1) return 'events-missing';
  const root = range.root();
  const sha256 = digest.digest('hex');
  const { note, size } = await newestCheckpoint(db);
  const head = openCheckpoint(note, logVerifier);
  if (!head.ok) return 'not-in-the-log';
  const proof = await consistencyProof(db, range.size, size);
  const claim = { oldSize: range.size, oldRoot: root, size, root: head.value.checkpoint.root, proof };
  if (!verifyConsistency(claim, hashes)) return 'not-in-the-log';
  if (archive.sha256 !== null && archive.sha256 !== sha256) return 'file-altered';
  if (archive.root !== null && !equalBytes(archive.root, root)) return 'file-altered';
  return { root, checkpoint: note, sha256, bytes };
}

/** Null for what is no event, or none that can be hashed. */
function leafOf({ body, salt }: ArchivedEvent): Uint8Array | null {
  const event = auditEvent.safeParse(JSON.parse(body));
  return event.success ? eventLeafHash(event.data, salt, hashes) : null;
}
