import { sql } from 'kysely';
import { nodeHash } from '../../shared/transparency/merkle-hash';
import {
  buildProof,
  planConsistency,
  planInclusion,
  planRoot,
  type ProofPlan,
  type SubtreeId,
} from '../../shared/transparency/proof';
import { archivedLeaves } from '../archives/leaves';
import type { Database, DatabaseTransaction } from '../database/schema';
import { hashes } from '../hashes';
import { KEPT_LEVELS } from './batch';
import { DamagedLog } from './damaged-log';

/**
 * Proofs from what is kept of the tree: the leaves, in the log's table or in archives, and every fourth level
 * above them. A subtree of another level is made of at most eight kept ones, so a proof reads O(log n) rows, all
 * of them by key and in two or three queries however many proofs are asked for at once.
 */

/** That each of the places is in the tree of `size`. Throws RangeError for a place that is not. */
export function inclusionProofs(
  db: Database | DatabaseTransaction,
  places: readonly number[],
  size: number,
): Promise<Uint8Array[][]> {
  return built(
    db,
    places.map((place) => planInclusion(place, size)),
  );
}

/** That the tree of `size` begins with that of `oldSize`. Throws RangeError where it cannot. */
export async function consistencyProof(
  db: Database | DatabaseTransaction,
  oldSize: number,
  size: number,
): Promise<Uint8Array[]> {
  const [proof] = await built(db, [planConsistency(oldSize, size)]);
  return proof as Uint8Array[];
}

/** The root of the tree of `size`, which must not be empty. */
export async function rootAt(db: Database | DatabaseTransaction, size: number): Promise<Uint8Array> {
  const [root] = await built(db, [planRoot(size)]);
  return root?.[0] as Uint8Array;
}

/** The roots of the perfect subtrees of the tree of `size`, the largest first: enough to go on from it. */
export async function subtreesAt(
  db: Database | DatabaseTransaction,
  size: number,
): Promise<readonly Uint8Array[]> {
  if (size === 0) return [];
  const [subtrees = []] = planRoot(size);
  const [roots] = await built(db, [subtrees.map((subtree) => [subtree])]);
  return roots as Uint8Array[];
}

async function built(
  db: Database | DatabaseTransaction,
  plans: readonly ProofPlan[],
): Promise<Uint8Array[][]> {
  const kept = new Map<string, SubtreeId>();
  for (const subtree of plans.flat(2)) for (const part of partsOf(subtree)) kept.set(keyOf(part), part);
  const known = await read(db, [...kept.values()]);
  const hashOf = (subtree: SubtreeId) => folded(partsOf(subtree).map((part) => known.get(keyOf(part))));
  return plans.map((plan) => buildProof(plan, hashOf, hashes));
}

/** The kept subtrees that make up one: itself, where its level is kept. */
function partsOf({ level, index }: SubtreeId): SubtreeId[] {
  const above = level % KEPT_LEVELS;
  return Array.from({ length: 2 ** above }, (_, part) => ({
    level: level - above,
    index: index * 2 ** above + part,
  }));
}

function keyOf({ level, index }: SubtreeId): string {
  return `${level}/${index}`;
}

async function read(
  db: Database | DatabaseTransaction,
  wanted: readonly SubtreeId[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const leaves = wanted.filter(({ level }) => level === 0).map(({ index }) => index);
  const nodes = wanted.filter(({ level }) => level > 0);
  const found = new Map<string, Uint8Array>();
  for (const [index, hash] of await leavesAt(db, leaves)) found.set(keyOf({ level: 0, index }), hash);
  if (nodes.length > 0) {
    const { rows } = await sql<{ level: number; position: number; hash: Uint8Array }>`
      select node.level, node.position, node.hash
      from json_to_recordset(${JSON.stringify(nodes)}::json) as wanted (level smallint, index bigint)
      join tree_node node on node.level = wanted.level and node.position = wanted.index`.execute(db);
    for (const { level, position, hash } of rows) found.set(keyOf({ level, index: position }), hash);
  }
  return found;
}

/** Leaf hashes by place, of events in the log's table and of those in archives; a place without one is left out. */
export async function leavesAt(
  db: Database | DatabaseTransaction,
  places: readonly number[],
): Promise<Map<number, Uint8Array>> {
  const found = new Map<number, Uint8Array>();
  if (places.length === 0) return found;
  const { rows } = await sql<{ seq: number; leaf_hash: Uint8Array }>`
    select seq, leaf_hash from audit_event
    where seq in (select value::bigint from json_array_elements_text(${JSON.stringify(places)}::json))`.execute(
    db,
  );
  for (const { seq, leaf_hash: hash } of rows) found.set(seq, hash);
  // After the log's table: what left it meanwhile is in an archive.
  const gone = places.filter((seq) => !found.has(seq));
  for (const { seq, leafHash } of await archivedLeaves(db, gone)) found.set(seq, leafHash);
  return found;
}

/** The root over a row of subtrees of one level, whose number is a power of two. */
function folded(row: readonly (Uint8Array | undefined)[]): Uint8Array {
  // Whatever was given its place is kept: what is missing was taken away.
  if (row.includes(undefined)) throw new DamagedLog();
  let level = row as readonly Uint8Array[];
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, i) =>
      nodeHash(level[2 * i] as Uint8Array, level[2 * i + 1] as Uint8Array, hashes),
    );
  }
  return level[0] as Uint8Array;
}
