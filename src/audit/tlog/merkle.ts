// The Merkle tree of RFC 6962: hashes of nodes, proofs, and their verification by whoever holds a root.

import { hash } from 'node:crypto';

export const HASH_BYTES = 32;

/** A proof is refused unread when it is longer: no tree of 2^53 leaves has a longer one. */
export const MAX_PROOF_HASHES = 63;

/** The hash of the perfect subtree over leaves `index * 2^level` to `(index + 1) * 2^level - 1`. */
export type NodeSource = (level: number, index: number) => Uint8Array;

/** RFC 6962 §2.1: the root of a tree without leaves. */
export function emptyRoot(): Buffer {
  return hash('sha256', '', 'buffer');
}

/** RFC 6962 §2.1: the hash of a leaf's bytes. */
export function hashLeaf(leaf: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(leaf.byteLength + 1);
  bytes[0] = 0;
  bytes.set(leaf, 1);
  return hash('sha256', bytes, 'buffer');
}

/** RFC 6962 §2.1: the hash of a node with two children. */
export function hashChildren(left: Uint8Array, right: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + HASH_BYTES);
  return hash('sha256', bytes, 'buffer');
}

/**
 * Replaces each of the first `pairs` pairs of hashes by the hash of their node, all moved to the beginning of `hashes`. A digest
 * as text of one character a byte costs a third of one in a buffer of its own.
 */
export function joinPairs(hashes: Buffer, pairs: number): void {
  const node = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
  node[0] = 1;
  for (let pair = 0; pair < pairs; pair++) {
    hashes.copy(node, 1, pair * 2 * HASH_BYTES, (pair + 1) * 2 * HASH_BYTES);
    hashes.write(hash('sha256', node, 'binary'), pair * HASH_BYTES, 'latin1');
  }
}

/** MTH of leaves `start` to `end` (exclusive), from the perfect subtrees in it. `start` is a multiple of a power of two ≥ the length. */
function rangeHash(node: NodeSource, start: number, end: number): Uint8Array {
  const length = end - start;
  const split = splitOf(length);
  if (split * 2 === length || length === 1) return node(Math.log2(length), start / length);
  return hashChildren(node(Math.log2(split), start / split), rangeHash(node, start + split, end));
}

/** The root of the tree over the first `size` leaves. */
export function rootOf(node: NodeSource, size: number): Uint8Array {
  return size === 0 ? emptyRoot() : rangeHash(node, 0, size);
}

/** RFC 6962 §2.1.1: PATH(index, D[0:size]), from the leaf's sibling upwards. Throws RangeError unless index < size. */
export function inclusionProof(node: NodeSource, index: number, size: number): readonly Uint8Array[] {
  if (!isPlace(index) || !isPlace(size) || index >= size)
    throw new RangeError('no such leaf in a tree of this size');
  const path: Uint8Array[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      path.push(rangeHash(node, middle, end));
      end = middle;
    } else {
      path.push(rangeHash(node, start, middle));
      start = middle;
    }
  }
  return path.reverse();
}

/** RFC 6962 §2.1.2: PROOF(from, D[0:to]). Throws RangeError unless 0 < from ≤ to. */
export function consistencyProof(node: NodeSource, from: number, to: number): readonly Uint8Array[] {
  if (!isPlace(from) || !isPlace(to) || from === 0 || from > to)
    throw new RangeError('no such pair of tree sizes');
  const path: Uint8Array[] = [];
  let start = 0;
  let end = to;
  // As long as the old tree ends inside the range, the half that it does not reach, or fills, is proven.
  while (from < end) {
    const middle = start + splitOf(end - start);
    if (from <= middle) {
      path.push(rangeHash(node, middle, end));
      end = middle;
    } else {
      path.push(rangeHash(node, start, middle));
      start = middle;
    }
  }
  if (start > 0) path.push(rangeHash(node, start, end));
  return path.reverse();
}

/**
 * True when `proof` shows that `leaf` is number `index` in the tree of `size` leaves with `root` (RFC 9162 §2.1.3.2).
 * ATTACKER-CONTROLLED: all but the root.
 */
export function verifyInclusion(
  leaf: { readonly hash: Uint8Array; readonly index: number },
  tree: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (!isPlace(leaf.index) || !isPlace(tree.size) || leaf.index >= tree.size) return false;
  if (!areHashes([leaf.hash, tree.root, ...proof])) return false;
  const steps = stepsOf(leaf.index, tree.size - 1, proof);
  if (steps === undefined) return false;
  let hash = leaf.hash;
  for (const { sibling, isLeft } of steps)
    hash = isLeft ? hashChildren(sibling, hash) : hashChildren(hash, sibling);
  return isSame(hash, tree.root);
}

/** One tree as a verifier knows it. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * True when `proof` shows that the tree `to` is the tree `from` with leaves added at its end (RFC 9162 §2.1.4.2). The empty
 * tree has no root that a proof could start from, so it is consistent with itself only.
 * ATTACKER-CONTROLLED: all but the roots.
 */
export function verifyConsistency(from: TreeHead, to: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (!areSizes(from.size, to.size)) return false;
  if (from.size === to.size) return proof.length === 0 && isSame(from.root, to.root) && isPossible(from);
  return from.size > 0 && areHashes([from.root, to.root, ...proof]) && isGrownFrom(from, to, proof);
}

/** The empty tree has one root only. */
function isPossible({ size, root }: TreeHead): boolean {
  return size > 0 || isSame(root, emptyRoot());
}

function isGrownFrom(from: TreeHead, to: TreeHead, proof: readonly Uint8Array[]): boolean {
  let level = 1;
  while (from.size % (level * 2) === 0) level *= 2;
  // A first tree that is a perfect one is its own starting point and is left out of the proof.
  const [first, ...rest] = level === from.size ? [from.root, ...proof] : proof;
  const steps = stepsOf(from.size / level - 1, Math.ceil(to.size / level) - 1, rest);
  if (first === undefined || steps === undefined) return false;
  let old = first;
  let grown = first;
  for (const { sibling, isLeft } of steps) {
    if (isLeft) old = hashChildren(sibling, old);
    grown = isLeft ? hashChildren(sibling, grown) : hashChildren(grown, sibling);
  }
  return isSame(old, from.root) && isSame(grown, to.root);
}

interface Step {
  readonly sibling: Uint8Array;
  readonly isLeft: boolean;
}

/** On which side each hash of a path joins, from node `number` of a level that ends with `last`; undefined unless it ends at the root. */
function stepsOf(number: number, last: number, path: readonly Uint8Array[]): readonly Step[] | undefined {
  const steps: Step[] = [];
  let [at, end] = [number, last];
  for (const sibling of path) {
    if (end === 0) return undefined;
    const isLeft = isOdd(at) || at === end;
    steps.push({ sibling, isLeft });
    // A node without a right sibling goes up unhashed until it is one itself.
    while (isLeft && !isOdd(at) && at !== 0) [at, end] = [half(at), half(end)];
    [at, end] = [half(at), half(end)];
  }
  return end === 0 ? steps : undefined;
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** The largest power of two below `length`; 1 for 1. Halving and doubling, since shifts end at 32 bits. */
function splitOf(length: number): number {
  let split = 1;
  while (split * 2 < length) split *= 2;
  return split;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return (
    hashes.length <= MAX_PROOF_HASHES + 2 && hashes.every((candidate) => candidate.byteLength === HASH_BYTES)
  );
}

function areSizes(from: number, to: number): boolean {
  return isPlace(from) && isPlace(to) && from <= to;
}

function isPlace(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
