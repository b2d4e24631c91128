import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CompactRange, rootOfLeaves } from '../../../../src/shared/transparency/compact-range';
import { emptyRoot, leafHash, nodeHash } from '../../../../src/shared/transparency/merkle-hash';
import {
  buildProof,
  planConsistency,
  planInclusion,
  subtreesOfLeaves,
  verifyConsistency,
  verifyInclusion,
  type SubtreeId,
} from '../../../../src/shared/transparency/proof';
import vectors from '../../../fixtures/vectors/merkle.json';
import { hashes, hex } from './node-hashes';

/** MTH of RFC 6962, section 2.1, word for word. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return emptyRoot(hashes);
  if (leaves.length === 1) return first;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)), hashes);
}

const leavesUpTo = (size: number) => Array.from({ length: size }, (_, i) => leafHash(`entry ${i}`, hashes));
const most = 40;
const leaves = leavesUpTo(most);
const hashOf = subtreesOfLeaves((index) => leaves[index] as Uint8Array, hashes);
const roots = Array.from({ length: most + 1 }, (_, size) => treeHash(leaves.slice(0, size)));
const rootAt = (size: number) => roots[size] as Uint8Array;
const flipped = (bytes: Uint8Array, bit: number) =>
  bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

describe('the reference tree of Certificate Transparency', () => {
  const entries = vectors.leaves.map(hex);
  const referenceLeaves = entries.map((entry) => leafHash(entry, hashes));
  const reference = subtreesOfLeaves((index) => referenceLeaves[index] as Uint8Array, hashes);

  test('has the published roots', () => {
    for (const [size, root] of vectors.roots.entries()) {
      expect(rootOfLeaves(referenceLeaves.slice(0, size), hashes)).toEqual(hex(root));
    }
    expect(vectors.roots).toHaveLength(entries.length + 1);
  });

  test.each(vectors.inclusion)('includes leaf $index in $size leaves by the published proof', (vector) => {
    const { index, size } = vector;
    const proof = buildProof(planInclusion(index, size), reference, hashes);
    expect(proof).toEqual(vector.proof.map(hex));
    const leaf = referenceLeaves[index] as Uint8Array;
    const root = hex(vectors.roots[size] as string);
    expect(verifyInclusion({ leaf, index, size, root, proof }, hashes)).toBe(true);
  });

  test.each(vectors.consistency)('grows from $oldSize to $size leaves by the published proof', (vector) => {
    const { oldSize, size } = vector;
    const proof = buildProof(planConsistency(oldSize, size), reference, hashes);
    expect(proof).toEqual(vector.proof.map(hex));
    const oldRoot = hex(vectors.roots[oldSize] as string);
    const root = hex(vectors.roots[size] as string);
    expect(verifyConsistency({ oldSize, oldRoot, size, root, proof }, hashes)).toBe(true);
  });
});

describe('what only looks like a proof', () => {
  const other = leafHash('grafted above', hashes);
  const above = (hash: Uint8Array) => nodeHash(other, hash, hashes);

  test('is refused where it leads higher than the tree is', () => {
    const leaf = leaves[0] as Uint8Array;
    const grafted = { leaf, index: 0, size: 1, root: above(leaf), proof: [other] };
    expect(verifyInclusion(grafted, hashes)).toBe(false);
    const proof = [...buildProof(planConsistency(3, 4), hashOf, hashes), other];
    const claim = { oldSize: 3, oldRoot: above(rootAt(3)), size: 4, root: above(rootAt(4)), proof };
    expect(verifyConsistency(claim, hashes)).toBe(false);
  });

  test('is refused where a hash is too long or too short', () => {
    const long = (hash: Uint8Array) => Uint8Array.from([...hash, 0]);
    const proof = buildProof(planInclusion(5, 7), hashOf, hashes);
    const claim = { leaf: leaves[5] as Uint8Array, index: 5, size: 7, root: rootAt(7), proof };
    expect(verifyInclusion(claim, hashes)).toBe(true);
    expect(verifyInclusion({ ...claim, leaf: long(claim.leaf) }, hashes)).toBe(false);
    const growth = buildProof(planConsistency(3, 7), hashOf, hashes);
    const grown = { oldSize: 3, oldRoot: rootAt(3), size: 7, root: rootAt(7), proof: growth };
    expect(verifyConsistency(grown, hashes)).toBe(true);
    for (const bend of [long, (hash: Uint8Array) => hash.slice(1), () => new Uint8Array()]) {
      for (const at of proof.keys()) {
        const bent = proof.map((hash, i) => (i === at ? bend(hash) : hash));
        expect(verifyInclusion({ ...claim, proof: bent }, hashes)).toBe(false);
      }
      for (const at of growth.keys()) {
        const bent = growth.map((hash, i) => (i === at ? bend(hash) : hash));
        expect(verifyConsistency({ ...grown, proof: bent }, hashes)).toBe(false);
      }
    }
  });
});

test('a leaf of text is that of its UTF-8 bytes', () => {
  expect(leafHash('é', hashes)).toEqual(leafHash(Uint8Array.of(0xc3, 0xa9), hashes));
});

describe('a compact range', () => {
  test('has the root of the recursive definition at every size', () => {
    const range = new CompactRange(hashes);
    for (const [size, leaf] of leaves.entries()) {
      expect(range.size).toBe(size);
      expect(range.root()).toEqual(rootAt(size));
      range.append(leaf);
    }
    expect(range.root()).toEqual(rootAt(most));
  });

  test('tells every perfect subtree once, with its hash', () => {
    const told = new Map<string, Uint8Array>();
    const range = new CompactRange(hashes);
    for (const leaf of leaves) {
      range.append(leaf, (level, index, hash) => {
        expect(told.has(`${level}/${index}`)).toBe(false);
        told.set(`${level}/${index}`, hash);
      });
    }
    let expected = 0;
    for (let level = 0; 2 ** level <= most; level += 1) {
      for (let index = 0; (index + 1) * 2 ** level <= most; index += 1) {
        expect(told.get(`${level}/${index}`)).toEqual(hashOf({ level, index }));
        expected += 1;
      }
    }
    expect(told.size).toBe(expected);
  });

  test('goes on from what it kept', () => {
    for (let size = 0; size <= most; size += 1) {
      const range = new CompactRange(hashes);
      for (const leaf of leaves.slice(0, size)) range.append(leaf);
      const resumed = new CompactRange(hashes, range.size, range.subtrees);
      for (const leaf of leaves.slice(size)) resumed.append(leaf);
      expect(resumed.root()).toEqual(rootAt(most));
    }
  });

  test('refuses subtrees that do not make the size', () => {
    expect(() => new CompactRange(hashes, 3, [rootAt(1)])).toThrow(RangeError);
    expect(() => new CompactRange(hashes, -1)).toThrow(RangeError);
    expect(() => new CompactRange(hashes, 1.5, [rootAt(1)])).toThrow(RangeError);
  });
});

describe('inclusion', () => {
  test('is proved for every leaf of every tree, and every flipped bit refused', () => {
    let bit = 0;
    for (let size = 1; size <= most; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = buildProof(planInclusion(index, size), hashOf, hashes);
        const claim = { leaf: leaves[index] as Uint8Array, index, size, root: rootAt(size), proof };
        expect(verifyInclusion(claim, hashes)).toBe(true);
        bit = (bit + 37) % 256;
        expect(verifyInclusion({ ...claim, leaf: flipped(claim.leaf, bit) }, hashes)).toBe(false);
        expect(verifyInclusion({ ...claim, root: flipped(claim.root, bit) }, hashes)).toBe(false);
        for (const at of proof.keys()) {
          const bent = proof.map((hash, i) => (i === at ? flipped(hash, bit) : hash));
          expect(verifyInclusion({ ...claim, proof: bent }, hashes)).toBe(false);
        }
        expect(verifyInclusion({ ...claim, proof: proof.slice(1) }, hashes)).toBe(size === 1);
        expect(verifyInclusion({ ...claim, proof: [...proof, claim.leaf] }, hashes)).toBe(false);
        for (const other of [index - 1, index + 1, size]) {
          expect(verifyInclusion({ ...claim, index: other }, hashes)).toBe(false);
        }
      }
    }
  });

  test('holds for trees of any size, also where 32 bits end', () => {
    // All leaves alike: then every perfect subtree of a level has one hash, and huge trees are cheap.
    const leaf = leafHash('x', hashes);
    const levels = [leaf];
    const alike = ({ level }: SubtreeId): Uint8Array => {
      while (levels.length <= level) {
        const below = levels.at(-1) as Uint8Array;
        levels.push(nodeHash(below, below, hashes));
      }
      return levels[level] as Uint8Array;
    };
    const rootOf = (size: number) => {
      const parts: Uint8Array[] = [];
      for (let level = 52; level >= 0; level -= 1) {
        if (Math.floor(size / 2 ** level) % 2 === 1) parts.push(alike({ level, index: 0 }));
      }
      return new CompactRange(hashes, size, parts).root();
    };
    const sizes = fc.oneof(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 2 ** 31 - 2, max: 2 ** 32 + 2 }),
      fc.maxSafeInteger().filter((size) => size > 0),
    );
    fc.assert(
      fc.property(sizes, fc.nat({ max: 2 ** 30 }), fc.nat({ max: 2 ** 30 }), (size, a, b) => {
        const index = Math.floor((a / 2 ** 30) * (size - 1));
        const oldSize = 1 + Math.floor((b / 2 ** 30) * (size - 1));
        const root = rootOf(size);
        const proof = buildProof(planInclusion(index, size), alike, hashes);
        expect(verifyInclusion({ leaf, index, size, root, proof }, hashes)).toBe(true);
        const growth = buildProof(planConsistency(oldSize, size), alike, hashes);
        const claim = { oldSize, oldRoot: rootOf(oldSize), size, root, proof: growth };
        expect(verifyConsistency(claim, hashes)).toBe(true);
        expect(verifyConsistency({ ...claim, oldRoot: flipped(claim.oldRoot, 7) }, hashes)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('is not planned for leaves that are not there', () => {
    for (const [index, size] of [
      [0, 0],
      [3, 3],
      [-1, 3],
      [0.5, 3],
      [0, 1.5],
    ] as const) {
      expect(() => planInclusion(index, size)).toThrow(RangeError);
    }
  });
});

describe('consistency', () => {
  test('is proved from every tree to every later one, and every flipped bit refused', () => {
    let bit = 0;
    for (let size = 0; size <= most; size += 1) {
      for (let oldSize = 0; oldSize <= size; oldSize += 1) {
        const proof = buildProof(planConsistency(oldSize, size), hashOf, hashes);
        const claim = { oldSize, oldRoot: rootAt(oldSize), size, root: rootAt(size), proof };
        expect(verifyConsistency(claim, hashes)).toBe(true);
        bit = (bit + 37) % 256;
        expect(verifyConsistency({ ...claim, oldRoot: flipped(claim.oldRoot, bit) }, hashes)).toBe(false);
        // From the empty tree anything follows: nothing ties the new root down.
        expect(verifyConsistency({ ...claim, root: flipped(claim.root, bit) }, hashes)).toBe(
          oldSize === 0 && size > 0,
        );
        for (const at of proof.keys()) {
          const bent = proof.map((hash, i) => (i === at ? flipped(hash, bit) : hash));
          expect(verifyConsistency({ ...claim, proof: bent }, hashes)).toBe(false);
        }
        expect(verifyConsistency({ ...claim, proof: [...proof, claim.root] }, hashes)).toBe(false);
        if (proof.length > 0)
          expect(verifyConsistency({ ...claim, proof: proof.slice(1) }, hashes)).toBe(false);
      }
    }
  });

  test('is refused between a tree and one with another past', () => {
    const other = [...leaves.slice(0, 9), leafHash('rewritten', hashes), ...leaves.slice(10)];
    const otherHashOf = subtreesOfLeaves((index) => other[index] as Uint8Array, hashes);
    for (let oldSize = 10; oldSize < most; oldSize += 1) {
      const proof = buildProof(planConsistency(oldSize, most), otherHashOf, hashes);
      const claim = { oldSize, oldRoot: rootAt(oldSize), size: most, root: treeHash(other), proof };
      expect(verifyConsistency(claim, hashes)).toBe(false);
    }
  });

  test('is not planned backwards', () => {
    expect(() => planConsistency(4, 3)).toThrow(RangeError);
    expect(() => planConsistency(-1, 3)).toThrow(RangeError);
    expect(
      verifyConsistency({ oldSize: 4, oldRoot: rootAt(4), size: 3, root: rootAt(3), proof: [] }, hashes),
    ).toBe(false);
  });
});
