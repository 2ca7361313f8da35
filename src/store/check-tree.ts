// What the Merkle tree of a stored log is held against: checkpoints, wherever they were kept, and the tiles in the store.

import {
  type KnownCheckpoint,
  readCheckpoint,
  readTlogPolicy,
  type SignedCheckpoint,
  type TlogPolicy,
  type VerifierOptions,
  type VerifyOptions,
} from '../audit/index.ts';
import { GatewayError } from '../domain/index.ts';
import { checkpointBeside, storedCheckpoints } from './checkpoints.ts';
import { unlessDamaged } from './faults.ts';
import type { LogParts } from './log-rows.ts';
import { TileReader } from './tree-store.ts';

interface KnownTree {
  readonly tree: NonNullable<VerifierOptions['tree']>;
  /** What is there and can not be read, in words. */
  readonly unreadable: readonly string[];
}

/**
 * The store's own checkpoints, the one beside it, and those that the caller kept. Throws GatewayError invalid_request for a
 * checkpoint or a policy of the caller's that is none.
 */
export function treeOf({ database, directory, identity, cut }: LogParts, options: VerifyOptions): KnownTree {
  const inside = unlessDamaged(() => storedCheckpoints(database));
  const beside = unlessDamaged(() => [checkpointBeside(directory)]);
  const checkpoints: KnownCheckpoint[] = (inside ?? []).map((checkpoint) => ({
    checkpoint,
    where: 'in the store',
  }));
  for (const checkpoint of beside ?? [])
    if (checkpoint !== undefined) checkpoints.push({ checkpoint, where: 'beside the store' });
  for (const text of options.checkpoints ?? [])
    checkpoints.push({ checkpoint: readKept(text), where: 'that was kept elsewhere' });
  const tiles = new TileReader(database);
  const unreadableTile = cut === undefined ? new Uint8Array() : undefined;
  return {
    tree: {
      checkpoints,
      origin: identity.key.name,
      policy: options.policy === undefined ? undefined : readPolicy(options.policy),
      // One that can not be read has no hashes, and so is not that of the records; unless it went with the rest of the file.
      tile: (level, index) => unlessDamaged(() => tiles.tile(level, index)) ?? unreadableTile,
    },
    unreadable: [
      ...(inside === undefined ? ['a checkpoint in the store can not be read'] : []),
      ...(beside === undefined ? ['the checkpoint beside the store can not be read'] : []),
    ],
  };
}

function readKept(text: string): SignedCheckpoint {
  const checkpoint = readCheckpoint(text);
  if (checkpoint !== undefined) return checkpoint;
  throw new GatewayError('invalid_request', {
    publicMessage: 'the given checkpoint is not a signed checkpoint',
  });
}

function readPolicy(text: string): TlogPolicy {
  const read = readTlogPolicy(text);
  if (read.kind === 'policy') return read.policy;
  throw new GatewayError('invalid_request', {
    publicMessage: `the witness policy can not be read: line ${read.line}: ${read.why}`,
  });
}
