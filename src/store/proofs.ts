// Answers that prove: checkpoints, receipts, tiles and consistency, out of the committed tree.

import {
  consistencyProof,
  entryBundle,
  HASH_BYTES,
  inclusionProof,
  isIncluded,
  type SignedCheckpoint,
  TILE_WIDTH,
  type TileName,
  widthIn,
  writeNote,
  writeTlogProof,
} from '../audit/index.ts';
import { GatewayError } from '../domain/index.ts';
import { damaged, unavailable } from './faults.ts';
import type { Answer, ProofQuestion } from './protocol.ts';
import type { Reader } from './reader.ts';
import type { Session } from './session.ts';
import type { TileReader } from './tree-store.ts';
import type { Writer } from './writer.ts';

/** Answers one question; each is short enough to be one step. */
export function prove({ writer, tiles, reader }: Session, question: ProofQuestion): Answer {
  if (writer === undefined) throw unavailable('the ledger is open for reading only');
  switch (question.kind) {
    case 'checkpoint': {
      const checkpoint = question.fresh ? writer.checkpoint() : newestOf(writer);
      return { kind: 'text', text: checkpoint === undefined ? '' : writeNote(checkpoint.note) };
    }
    case 'receipt':
      return { kind: 'text', text: receipt({ writer, tiles, reader }, question.index) };
    case 'tile':
      return { kind: 'bytes', bytes: tileOf({ writer, tiles, reader }, question.name) };
    case 'consistency': {
      const { from, to } = question;
      if (to > writer.head.size || from < 1 || from > to)
        throw notThere(`no such pair of sizes: ${from}, ${to}`);
      return { kind: 'hashes', hashes: tiles.proving(() => consistencyProof(tiles.nodes, from, to)) };
    }
    case 'cosigned': {
      const kept = writer.checkpoints.addSignatures(question.size, question.signatures);
      if (kept === undefined)
        throw notThere(`the checkpoint of ${question.size} records is not kept any more`);
      return { kind: 'text', text: writeNote(kept.note) };
    }
  }
}

function newestOf(writer: Writer): SignedCheckpoint | undefined {
  return writer.checkpoints.newest ?? writer.checkpoint();
}

interface Sources {
  readonly writer: Writer;
  readonly tiles: TileReader;
  readonly reader: Reader;
}

function receipt({ writer, tiles, reader }: Sources, index: number): string {
  if (index >= writer.head.size) throw notThere(`there is no record ${index}`);
  const checkpoint = writer.checkpoints.covering(index) ?? writer.checkpoint();
  const [leaf] = reader.bytes(index, 1);
  if (checkpoint === undefined || leaf === undefined) throw damaged(`record ${index} is missing`);
  const path = tiles.proving(() => inclusionProof(tiles.nodes, index, checkpoint.size));
  const proof = { index, path, checkpoint, extra: leaf };
  // What is handed out holds, or is not handed out: a record or tile that was altered shows here.
  if (!isIncluded(proof, leaf)) throw damaged(`record ${index} is not in the tree of the signed checkpoint`);
  return writeTlogProof(proof);
}

function tileOf({ writer, tiles, reader }: Sources, name: TileName): Uint8Array {
  const size = newestOf(writer)?.size ?? 0;
  const level = name.level === 'entries' ? 0 : name.level;
  if (widthIn(size, level, name.index) < name.width) throw notThere('the newest checkpoint has no such tile');
  if (name.level === 'entries') return entryBundle(reader.bytes(name.index * TILE_WIDTH, name.width));
  return Uint8Array.prototype.slice.call(tiles.tile(level, name.index), 0, name.width * HASH_BYTES);
}

function notThere(publicMessage: string): GatewayError {
  return new GatewayError('not_found', { publicMessage });
}
