import { equalBytes } from './bytes';
import type { Hashes } from './hashes';
import { emptyRoot, hashLength, nodeHash } from './merkle-hash';

/** A perfect subtree: the leaves [index · 2^level, (index + 1) · 2^level). */
export interface SubtreeId {
  level: number;
  index: number;
}

/**
 * Where the hashes of a proof come from, so that they can be fetched in one query before it is built.
 * Each step is one hash of the proof; where it spans several perfect subtrees (only at the right edge of
 * the tree) they are folded together, the largest first.
 */
export type ProofPlan = readonly (readonly SubtreeId[])[];

export type SubtreeHash = (subtree: SubtreeId) => Uint8Array;

/** How to prove that leaf `index` is in the tree of `size` leaves (RFC 6962, section 2.1.1). Throws RangeError. */
export function planInclusion(index: number, size: number): ProofPlan {
  requireSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`No leaf ${index} in a tree of ${size}`);
  }
  const plan: SubtreeId[][] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      plan.push(perfectSubtrees(middle, end));
      end = middle;
    } else {
      plan.push(perfectSubtrees(start, middle));
      start = middle;
    }
  }
  return plan.reverse();
}

/** How to prove that the tree of `size` begins with the tree of `oldSize` (RFC 6962, section 2.1.2). Throws RangeError. */
export function planConsistency(oldSize: number, size: number): ProofPlan {
  requireSize(size);
  if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > size) {
    throw new RangeError(`A tree of ${size} has no beginning of ${oldSize}`);
  }
  if (oldSize === 0 || oldSize === size) return [];
  const plan: SubtreeId[][] = [];
  let start = 0;
  let end = size;
  while (end > oldSize) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      plan.push(perfectSubtrees(middle, end));
      end = middle;
    } else {
      plan.push(perfectSubtrees(start, middle));
      start = middle;
    }
  }
  // Where the old tree ends with a subtree of the new one that is not its first, that subtree is told too:
  // the verifier cannot make it from the old root alone.
  if (start > 0) plan.push(perfectSubtrees(start, end));
  return plan.reverse();
}

/** How to make the root of the tree of `size`, which must not be empty: it is the one hash of what this builds. Throws RangeError. */
export function planRoot(size: number): ProofPlan {
  requireSize(size);
  if (size === 0) throw new RangeError('The root of the empty tree has no parts');
  return [perfectSubtrees(0, size)];
}

/** The proof, from the hashes of the subtrees in its plan. */
export function buildProof(plan: ProofPlan, hashOf: SubtreeHash, hashes: Hashes): Uint8Array[] {
  return plan.map((step) => {
    const [smallest, ...larger] = step.map(hashOf).reverse();
    if (smallest === undefined) throw new RangeError('An empty step in a proof plan');
    return larger.reduce((right, left) => nodeHash(left, right, hashes), smallest);
  });
}

/** Subtree hashes out of leaf hashes alone, for small trees and tests of large ones. */
export function subtreesOfLeaves(leafAt: (index: number) => Uint8Array, hashes: Hashes): SubtreeHash {
  const hashOf: SubtreeHash = ({ level, index }) =>
    level === 0
      ? leafAt(index)
      : nodeHash(
          hashOf({ level: level - 1, index: 2 * index }),
          hashOf({ level: level - 1, index: 2 * index + 1 }),
          hashes,
        );
  return hashOf;
}

/** Whether the proof shows `leaf` at `index` of the tree of `size` with this root (RFC 9162, section 2.1.3.2). */
export function verifyInclusion(
  claim: { leaf: Uint8Array; index: number; size: number; root: Uint8Array; proof: readonly Uint8Array[] },
  hashes: Hashes,
): boolean {
  const { leaf, index, size, root, proof } = claim;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  if (![leaf, root, ...proof].every(isHash)) return false;
  let node = index; // fn of the RFC
  let last = size - 1; // sn of the RFC
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash, hashes);
      while (node % 2 === 0 && node > 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = nodeHash(hash, sibling, hashes);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && equalBytes(hash, root);
}

/**
 * Whether the proof shows that the tree of `size` begins with the whole tree of `oldSize`
 * (RFC 9162, section 2.1.4.2). Every tree begins with the empty one, by an empty proof.
 */
export function verifyConsistency(
  claim: {
    oldSize: number;
    oldRoot: Uint8Array;
    size: number;
    root: Uint8Array;
    proof: readonly Uint8Array[];
  },
  hashes: Hashes,
): boolean {
  const { oldSize, oldRoot, size, root, proof } = claim;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > size)
    return false;
  if (![oldRoot, root, ...proof].every(isHash)) return false;
  if (oldSize === size) return proof.length === 0 && equalBytes(oldRoot, root);
  if (oldSize === 0) return proof.length === 0 && equalBytes(oldRoot, emptyRoot(hashes));

  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let node = oldSize - 1; // fn of the RFC
  let last = size - 1; // sn of the RFC
  while (node % 2 === 1) {
    node = half(node);
    last = half(last);
  }
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(sibling, oldHash, hashes);
      newHash = nodeHash(sibling, newHash, hashes);
      while (node % 2 === 0 && node > 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      newHash = nodeHash(newHash, sibling, hashes);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, root);
}

/** The perfect subtrees that make up [start, end), where start is where a subtree of that span may begin. */
function perfectSubtrees(start: number, end: number): SubtreeId[] {
  const subtrees: SubtreeId[] = [];
  let from = start;
  while (from < end) {
    let level = 0;
    let width = 1;
    while (width * 2 <= end - from) {
      width *= 2;
      level += 1;
    }
    subtrees.push({ level, index: from / width });
    from += width;
  }
  return subtrees;
}

/** The largest power of two smaller than `leaves` (k of the RFC). */
function splitPoint(leaves: number): number {
  let width = 1;
  while (width * 2 < leaves) width *= 2;
  return width;
}

// Sizes may pass 2^31, where the bit operators of the language stop.
function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  let power = 1;
  while (power < value) power *= 2;
  return power === value;
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === hashLength;
}

function requireSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`A tree cannot have ${size} leaves`);
}
