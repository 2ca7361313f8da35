// A receipt that proves itself offline (C2SP tlog-proof): the record's bytes, its place, the path to a signed root.

import { readCheckpoint, readSize, type SignedCheckpoint } from './checkpoint.ts';
import { HASH_BYTES, hashLeaf, MAX_PROOF_HASHES, verifyInclusion } from './merkle.ts';
import { readBase64, writeNote } from './note.ts';

/** The first line of a proof. */
export const TLOG_PROOF_HEADER = 'c2sp.org/tlog-proof@v1';
const MAX_PROOF_LENGTH = 256 * 1024;

export interface TlogProof {
  readonly index: number;
  readonly path: readonly Uint8Array[];
  readonly checkpoint: SignedCheckpoint;
  /** Application data. In our receipts the record itself; whoever verifies hashes it, so it needs no other authentication. */
  readonly extra: Uint8Array | undefined;
}

/** The text of a proof. */
export function writeTlogProof({ index, path, checkpoint, extra }: TlogProof): string {
  const lines = [TLOG_PROOF_HEADER];
  if (extra !== undefined) lines.push(`extra ${Buffer.from(extra).toString('base64')}`);
  lines.push(`index ${index}`, ...path.map((hash) => Buffer.from(hash).toString('base64')));
  return `${lines.join('\n')}\n\n${writeNote(checkpoint.note)}`;
}

export type ProofRead =
  | { readonly kind: 'proof'; readonly proof: TlogProof }
  | { readonly kind: 'refused'; readonly why: string };

/** Reads a proof. Says nothing about whether it holds. ATTACKER-CONTROLLED. */
export function readTlogProof(text: string): ProofRead {
  if (text.length > MAX_PROOF_LENGTH) return refused('it is longer than a proof can be');
  const start = `${TLOG_PROOF_HEADER}\n`;
  if (!text.startsWith(start)) return refused(`it does not begin with ${TLOG_PROOF_HEADER}`);
  const end = text.indexOf('\n\n');
  if (end === -1) return refused('it ends before its checkpoint: the copy was cut');
  return readParts(text.slice(start.length, Math.max(end, start.length)).split('\n'), text.slice(end + 2));
}

function refused(why: string): ProofRead {
  return { kind: 'refused', why };
}

function readParts(lines: string[], note: string): ProofRead {
  const extraLine = lines[0]?.startsWith('extra ') === true ? lines.shift() : undefined;
  const extra = extraLine === undefined ? undefined : readBase64(extraLine.slice('extra '.length));
  if (extraLine !== undefined && extra === undefined) return refused('the extra line is not base64');
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? readSize(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) return refused('it has no index line');
  const path = lines.map(readBase64).filter((hash) => hash?.byteLength === HASH_BYTES) as Buffer[];
  if (path.length !== lines.length || path.length > MAX_PROOF_HASHES)
    return refused('a line of the path is not a hash');
  const checkpoint = readCheckpoint(note);
  if (checkpoint === undefined) return refused('it does not end with a signed checkpoint');
  return { kind: 'proof', proof: { index, path, checkpoint, extra } };
}

/** True when the leaf stands at the proof's index in the tree of its checkpoint. Who signed that is another question. */
export function isIncluded({ index, path, checkpoint }: TlogProof, leaf: Uint8Array): boolean {
  return verifyInclusion({ hash: hashLeaf(leaf), index }, checkpoint, path);
}
