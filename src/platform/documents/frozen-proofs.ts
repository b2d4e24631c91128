import { sql } from 'kysely';
import { inclusionProofs, leavesAt } from '../audit/proofs';
import { newestCheckpoint } from '../audit/trail';
import { DamagedLog } from '../audit/damaged-log';
import type { Database, DatabaseTransaction } from '../database/schema';

/** That an event stood at its place of the log when a document first named it. */
export interface FrozenProof {
  seq: number;
  leafHash: Uint8Array;
  /** Of the tree that the proof leads to. */
  size: number;
  /** Hashes from the leaf up (RFC 9162). */
  proof: Uint8Array[];
}

/** A head of the log as it was signed. */
export interface FrozenCheckpoint {
  size: number;
  note: string;
}

const HASH_BYTES = 32;

/**
 * Keeps with a version what proves the events that no version before it named: it holds whatever becomes of them, in
 * archives and after those are destroyed. The places are in the log.
 */
export async function freezeProofs(
  transaction: DatabaseTransaction,
  { id, version }: { id: string; version: number },
  places: readonly number[],
): Promise<void> {
  const frozen = new Set((await proofsOf(transaction, id, places)).map(({ seq }) => seq));
  const fresh = [...new Set(places)].filter((seq) => !frozen.has(seq));
  if (fresh.length === 0) return;
  const { size, note } = await newestCheckpoint(transaction);
  const leaves = await leavesAt(transaction, fresh);
  const proofs = await inclusionProofs(transaction, fresh, size);
  const rows = fresh.map((seq, i) => {
    const leaf = leaves.get(seq);
    if (leaf === undefined) throw new DamagedLog();
    return {
      document_id: id,
      version,
      seq,
      leaf_hash: Buffer.from(leaf),
      proof: Buffer.concat(proofs[i] ?? []),
    };
  });
  await transaction
    .insertInto('document_checkpoint')
    .values({ document_id: id, version, size, note })
    .execute();
  for (let from = 0; from < rows.length; from += BATCH) {
    await transaction
      .insertInto('document_proof')
      .values(rows.slice(from, from + BATCH))
      .execute();
  }
}

/** Rows of one statement. */
const BATCH = 200;

/** What was frozen of the events at these places, in their order, and the signed heads that it leads to. */
export async function frozenProofs(
  db: Database,
  id: string,
  places: readonly number[],
): Promise<{ events: FrozenProof[]; checkpoints: FrozenCheckpoint[] }> {
  const rows = await proofsOf(db, id, places);
  const checkpoints = new Map(rows.map(({ size, note }) => [size, { size, note }]));
  return {
    events: rows.map(({ seq, leaf_hash, size, proof }) => ({
      seq,
      leafHash: leaf_hash,
      size,
      proof: hashesIn(proof),
    })),
    checkpoints: [...checkpoints.values()].sort((a, b) => a.size - b.size),
  };
}

function proofsOf(db: Database, id: string, places: readonly number[]) {
  return db
    .selectFrom('document_proof as proof')
    .innerJoin('document_checkpoint as head', (join) =>
      join.onRef('head.document_id', '=', 'proof.document_id').onRef('head.version', '=', 'proof.version'),
    )
    .select(['proof.seq', 'proof.leaf_hash', 'proof.proof', 'head.size', 'head.note'])
    .where('proof.document_id', '=', id)
    .where(
      sql<boolean>`proof.seq in (select value::bigint from json_array_elements_text(${JSON.stringify(places)}::json))`,
    )
    .orderBy('proof.seq')
    .execute();
}

function hashesIn(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}
