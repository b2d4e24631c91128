import type { Hashes } from './hashes';
import { emptyRoot, nodeHash } from './merkle-hash';

/** Told of each perfect subtree as it is completed: it covers the leaves [index · 2^level, (index + 1) · 2^level). */
export type NodeSink = (level: number, index: number, hash: Uint8Array) => void;

/**
 * What one must keep of a Merkle tree to go on appending to it: the roots of its perfect subtrees, the
 * largest first, one for each set bit of the size. At most 53 hashes, whatever the size.
 */
export class CompactRange {
  private count: number;
  private readonly roots: Uint8Array[];
  private readonly hashes: Hashes;

  /** Throws RangeError when the number of subtree roots does not fit the size. */
  constructor(hashes: Hashes, size = 0, subtrees: readonly Uint8Array[] = []) {
    if (!Number.isSafeInteger(size) || size < 0 || subtrees.length !== setBits(size)) {
      throw new RangeError(`${subtrees.length} subtree roots do not make a tree of ${size} leaves`);
    }
    this.hashes = hashes;
    this.count = size;
    this.roots = [...subtrees];
  }

  /** Leaves so far. */
  get size(): number {
    return this.count;
  }

  /** The roots of the perfect subtrees, the largest first: enough to make this range again. */
  get subtrees(): readonly Uint8Array[] {
    return this.roots;
  }

  /** Appends a leaf hash; `sink` hears of the leaf (level 0) and of every subtree that it completes. */
  append(leaf: Uint8Array, sink?: NodeSink): void {
    let hash = leaf;
    let level = 0;
    let index = this.count;
    sink?.(level, index, hash);
    while (index % 2 === 1) {
      const left = this.roots.pop() as Uint8Array; // the invariant of the constructor
      hash = nodeHash(left, hash, this.hashes);
      level += 1;
      index = (index - 1) / 2;
      sink?.(level, index, hash);
    }
    this.roots.push(hash);
    this.count += 1;
  }

  root(): Uint8Array {
    const smallest = this.roots.at(-1);
    if (smallest === undefined) return emptyRoot(this.hashes);
    return this.roots.slice(0, -1).reduceRight((right, left) => nodeHash(left, right, this.hashes), smallest);
  }
}

/** The RFC 6962 root over leaf hashes, in order. */
export function rootOfLeaves(leaves: Iterable<Uint8Array>, hashes: Hashes): Uint8Array {
  const range = new CompactRange(hashes);
  for (const leaf of leaves) range.append(leaf);
  return range.root();
}

function setBits(size: number): number {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}
