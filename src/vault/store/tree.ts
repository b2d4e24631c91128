import { z } from 'zod';
import { concatBytes } from '../../shared/transparency/bytes';
import { CompactRange } from '../../shared/transparency/compact-range';
import type { Hashes } from '../../shared/transparency/hashes';
import { hashLength } from '../../shared/transparency/merkle-hash';
import type { ReadableDb, WritableDb } from './db';
import { StoreError } from './problem';
import { sql } from './sql';

const treeRow = z.object({ size: z.int(), subtrees: z.instanceof(Uint8Array) });

/** The Merkle tree over every event that is kept, as far as appending to it needs it. */
export function readTree(db: ReadableDb, hashes: Hashes): CompactRange {
  const row = db.row(sql`SELECT size, subtrees FROM tree`, treeRow);
  if (row === null || row.subtrees.length % hashLength !== 0) throw new StoreError('damaged');
  const subtrees = Array.from({ length: row.subtrees.length / hashLength }, (_, i) =>
    Uint8Array.from(row.subtrees.subarray(i * hashLength, (i + 1) * hashLength)),
  );
  return new CompactRange(hashes, row.size, subtrees);
}

export function writeTree(db: WritableDb, tree: CompactRange): void {
  db.run(sql`UPDATE tree SET size = ${tree.size}, subtrees = ${concatBytes(...tree.subtrees)}`);
}

/** The tree over the first `size` events, from the leaf hashes kept: one pass over them. */
export function treeAt(db: ReadableDb, size: number, hashes: Hashes): CompactRange {
  const tree = new CompactRange(hashes);
  for (const [leaf] of db.scan(sql`SELECT leaf_hash FROM audit_event WHERE seq < ${size} ORDER BY seq`)) {
    tree.append(leaf as Uint8Array);
  }
  return tree;
}
