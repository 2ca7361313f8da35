import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyProof,
  emptyRoot,
  hashChildren,
  hashLeaf,
  inclusionProof,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';
import { GrowingTree, nodesOf, TILE_WIDTH, type Tile } from './tree.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const leaf = (number: number): Buffer => hashLeaf(Buffer.from(`leaf ${number}`));

/** RFC 6962 §2.1 word for word: the slow definition that everything else is held against. */
function definedRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return hash('sha256', '', 'buffer');
  if (leaves.length === 1) return leaves[0]!;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return hashChildren(definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)));
}

function grown(size: number): {
  tree: GrowingTree;
  leaves: Uint8Array[];
  tile: (level: number, n: number) => Uint8Array;
} {
  const tree = new GrowingTree();
  const tiles = new Map<string, Uint8Array>();
  const leaves: Uint8Array[] = [];
  for (let number = 0; number < size; number++) {
    leaves.push(leaf(number));
    tree.append(leaf(number), ({ level, index, hashes }) => tiles.set(`${level}/${index}`, hashes));
  }
  return { tree, leaves, tile: (level, n) => tiles.get(`${level}/${n}`) ?? tree.partial(level) };
}

describe('hashes', () => {
  it('are those of RFC 6962: the empty tree, the empty leaf, a node of two', () => {
    expect(hex(emptyRoot())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(hex(hashLeaf(Buffer.alloc(0)))).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    );
    const two = Buffer.concat([Buffer.from([1]), hashLeaf(Buffer.alloc(0)), hashLeaf(Buffer.from([0]))]);
    expect(hex(hashChildren(hashLeaf(Buffer.alloc(0)), hashLeaf(Buffer.from([0]))))).toBe(
      hash('sha256', two, 'hex'),
    );
  });

  it('a leaf is never taken for a node: the same bytes hash differently', () => {
    const children = Buffer.concat([leaf(0), leaf(1)]);
    expect(hex(hashLeaf(children))).not.toBe(hex(hashChildren(leaf(0), leaf(1))));
  });
});

describe('a growing tree', () => {
  it('has the root of the definition at every size, across tile borders', () => {
    const { leaves } = grown(600);
    const tree = new GrowingTree();
    expect(hex(tree.root())).toBe(hex(emptyRoot()));
    for (const [at, each] of leaves.entries()) {
      tree.append(each, () => undefined);
      if (at < 20 || at % 37 === 0 || at % 256 < 2 || at % 256 > 253)
        expect(hex(tree.root())).toBe(hex(definedRoot(leaves.slice(0, at + 1))));
    }
  });

  it('goes on from its edge as if it had never stopped', () => {
    for (const size of [1, 255, 256, 257, 511, 512, 513]) {
      const { tree } = grown(size);
      const levels = Array.from({ length: tree.height }, (_, level) => tree.partial(level));
      const again = new GrowingTree({ size, levels });
      const seen: Tile[] = [];
      for (let number = size; number < size + 300; number++)
        again.append(leaf(number), (tile) => seen.push(tile));
      expect(hex(again.root())).toBe(hex(grown(size + 300).tree.root()));
      expect(seen.every((tile) => tile.hashes.byteLength === TILE_WIDTH * 32)).toBe(true);
    }
  });

  it('refuses an edge that is not one of its size', () => {
    expect(() => new GrowingTree({ size: 3, levels: [Buffer.alloc(64)] })).toThrow(RangeError);
    expect(() => new GrowingTree({ size: 256, levels: [Buffer.alloc(0)] })).toThrow(RangeError);
  });
});

const big = grown(700);
const node = nodesOf(big.tile);

describe('proofs', () => {
  it('every leaf is included in every tree that holds it, and at its own index alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.nat(), fc.nat(), (size, a, b) => {
        const index = a % size;
        const other = b % size;
        const tree = { size, root: rootOf(node, size) };
        const proof = inclusionProof(node, index, size);
        expect(hex(tree.root)).toBe(hex(definedRoot(big.leaves.slice(0, size))));
        expect(verifyInclusion({ hash: leaf(index), index }, tree, proof)).toBe(true);
        if (other !== index) {
          expect(verifyInclusion({ hash: leaf(other), index }, tree, proof)).toBe(false);
          expect(verifyInclusion({ hash: leaf(index), index: other }, tree, proof)).toBe(false);
        }
      }),
    );
  });

  it('every tree is consistent with those that it grew from, and with no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.nat(), fc.nat(), (to, a, b) => {
        const from = 1 + (a % to);
        const head = (size: number): { size: number; root: Uint8Array } => ({
          size,
          root: rootOf(node, size),
        });
        const proof = consistencyProof(node, from, to);
        expect(verifyConsistency(head(from), head(to), proof)).toBe(true);
        const forked = { size: from, root: leaf(b) };
        expect(verifyConsistency(forked, head(to), proof)).toBe(false);
        expect(verifyConsistency(head(from), { size: to, root: leaf(b) }, proof)).toBe(false);
      }),
    );
  });

  it('no bit of a proof can be changed, and none of it left out', () => {
    const tree = { size: 700, root: rootOf(node, 700) };
    const proof = inclusionProof(node, 413, 700);
    for (let bit = 0; bit < proof.length * 256; bit++) {
      const changed = proof.map((each) => Buffer.from(each));
      const target = changed[Math.floor(bit / 256)]!;
      target[Math.floor((bit % 256) / 8)]! ^= 1 << (bit % 8);
      expect(verifyInclusion({ hash: leaf(413), index: 413 }, tree, changed)).toBe(false);
    }
    expect(verifyInclusion({ hash: leaf(413), index: 413 }, tree, proof.slice(1))).toBe(false);
    expect(verifyInclusion({ hash: leaf(413), index: 413 }, tree, [...proof, leaf(0)])).toBe(false);
  });

  it('impossible places are said so, or are not proven', () => {
    expect(() => inclusionProof(node, 700, 700)).toThrow(RangeError);
    expect(() => consistencyProof(node, 0, 5)).toThrow(RangeError);
    expect(() => consistencyProof(node, 6, 5)).toThrow(RangeError);
    expect(verifyInclusion({ hash: leaf(0), index: 0 }, { size: 0, root: emptyRoot() }, [])).toBe(false);
    expect(verifyInclusion({ hash: leaf(0), index: -1 }, { size: 1, root: leaf(0) }, [])).toBe(false);
    expect(verifyInclusion({ hash: leaf(0), index: 0 }, { size: 1, root: leaf(0) }, [])).toBe(true);
  });

  it('places beyond 32 bits are kept apart', () => {
    const index = 2 ** 40 + 5;
    const root = leaf(1);
    expect(verifyInclusion({ hash: leaf(1), index }, { size: 2 ** 45, root }, [])).toBe(false);
    expect(verifyInclusion({ hash: leaf(1), index: index - 2 ** 40 }, { size: 2 ** 45, root }, [])).toBe(
      false,
    );
  });
});
