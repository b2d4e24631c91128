import { err, ok, type Result } from '../../shared/domain/result';
import { equalBytes, concatBytes } from '../../shared/transparency/bytes';
import { openCheckpoint } from '../../shared/transparency/checkpoint';
import { CompactRange } from '../../shared/transparency/compact-range';
import { hashLength } from '../../shared/transparency/merkle-hash';
import type { NoteVerifier } from '../../shared/transparency/signed-note';
import type { CheckpointTable } from '../database/trail-tables';
import { hashes } from '../hashes';

/** Where the log stands: enough to go on appending without reading what is in it. */
export interface Head {
  range: CompactRange;
  /** When its newest event was recorded; no later one may say less. */
  recordedAt: number;
  note: string;
}

/**
 * The head as the database keeps it, believed only where the log's own signature covers the very tree that
 * the subtree roots make. A row that somebody changed is `damaged`, and the log does not go on from it.
 */
export function openHead(row: CheckpointTable, verifier: NoteVerifier): Result<Head> {
  const { size, subtrees, note } = row;
  if (size === 0) {
    return note === '' && subtrees.length === 0
      ? ok({ range: new CompactRange(hashes), recordedAt: 0, note })
      : untrue;
  }
  const roots = Array.from({ length: subtrees.length / hashLength }, (_, i) =>
    subtrees.slice(i * hashLength, (i + 1) * hashLength),
  );
  let range: CompactRange;
  try {
    range = new CompactRange(hashes, size, roots);
  } catch {
    return untrue;
  }
  const opened = openCheckpoint(note, verifier);
  if (!opened.ok) return opened;
  const { checkpoint } = opened.value;
  if (checkpoint.size !== size || !equalBytes(checkpoint.root, range.root())) return untrue;
  return ok({ range, recordedAt: row.recorded_at, note });
}

export function headRow({ range, recordedAt, note }: Head): CheckpointTable {
  return { size: range.size, recorded_at: recordedAt, subtrees: concatBytes(...range.subtrees), note };
}

const untrue = err(
  'damaged',
  'The head of the audit log is not the one that the log signed.',
  'Keep the database as it is and compare it with the newest copy of the trail.',
);
