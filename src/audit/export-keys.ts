// Which keys may have signed an exported log: those that are trusted, and those that they lead to by the changes in its records.

import { followRotations, type KeyRotation, readRotation } from './key-rotation.ts';
import { leafHash, readLeaf } from './leaf.ts';
import type { VerifierKey } from './signature.ts';
import { type SignedCheckpoint, signatureOf } from './tlog/checkpoint.ts';
import { readEntryBundle, tilePath, tilesOf } from './tlog/tiles.ts';

export interface ExportKeysOptions {
  readonly read: (path: string) => Uint8Array | undefined;
  readonly keys: ReadonlyMap<string, VerifierKey>;
  readonly checkpoints: readonly SignedCheckpoint[];
  readonly size: number;
}

/**
 * Reads all records only where a trusted key has not signed every checkpoint itself. ATTACKER-CONTROLLED: the records; a change
 * of keys needs no trust in them, since both keys have signed it.
 */
export function exportKeys({
  read,
  keys,
  checkpoints,
  size,
}: ExportKeysOptions): ReadonlyMap<string, VerifierKey> {
  const isKnown = checkpoints.every((each) =>
    [...keys.values()].some((key) => signatureOf(key, each.note).state === 'valid'),
  );
  if (isKnown) return keys;
  const rotations: KeyRotation[] = [];
  for (const { level, index, width } of tilesOf(size)) {
    if (level !== 0) continue;
    const bundle = read(tilePath({ level: 'entries', index, width })) ?? Buffer.alloc(0);
    for (const entry of readEntryBundle(bundle).entries) {
      const rotation = rotationIn(Buffer.from(entry).toString('utf8'));
      if (rotation !== undefined) rotations.push(rotation);
    }
  }
  return followRotations(keys, rotations);
}

function rotationIn(leaf: string): KeyRotation | undefined {
  if (!leaf.includes('"kind":"signing_key_rotated"')) return undefined;
  const record = readLeaf(leaf, leafHash(leaf));
  return record?.kind === 'signing_key_rotated' ? readRotation(record.body) : undefined;
}
