// The log's side of witnessing (C2SP tlog-witness): what is sent to a witness, and what its answer is worth.

import { readSize, type SignedCheckpoint, signatureOf, withSignatures } from './checkpoint.ts';
import { type NoteSignature, readSignatureLines, writeNote } from './note.ts';
import type { NoteKey } from './note-key.ts';

/** An HTTP answer, bounded by whoever fetched it. */
export interface WitnessAnswer {
  readonly status: number;
  readonly body: string;
}

export interface WitnessPorts {
  /** Sends `body` to the witness's `add-checkpoint`. Rejects when it can not be reached in time. */
  readonly post: (body: string) => Promise<WitnessAnswer>;
  /** Proof that the tree of the checkpoint is the one of `from` leaves, grown. */
  readonly prove: (from: number) => Promise<readonly Uint8Array[]>;
}

export type Cosigned =
  | { readonly kind: 'cosigned'; readonly signature: NoteSignature; readonly seconds: number }
  /** The witness has seen more, or something else, than this log can prove: a rollback or a fork, or a wrong key. */
  | { readonly kind: 'refused'; readonly status: number; readonly why: string }
  | { readonly kind: 'unreachable'; readonly why: string };

/** `old <size>`, the proof, an empty line, the checkpoint. */
export function addCheckpointBody(
  from: number,
  proof: readonly Uint8Array[],
  checkpoint: SignedCheckpoint,
): string {
  const hashes = proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
  return `old ${from}\n${hashes}\n${writeNote(checkpoint.note)}`;
}

/**
 * Asks a witness for its cosignature. `from` is the size that it cosigned last, as far as we know; a witness that knows
 * another says so (409) and is asked once more. Never rejects. ATTACKER-CONTROLLED: the answer; only a valid signature of
 * `key` counts.
 */
export async function askWitness(
  key: NoteKey,
  checkpoint: SignedCheckpoint,
  ports: WitnessPorts,
  from: number,
): Promise<Cosigned> {
  try {
    const first = await submit(checkpoint, ports, from);
    const known = first.status === 409 ? readSize(first.body.trimEnd()) : undefined;
    if (known === undefined) return judge(key, checkpoint, first);
    if (known > checkpoint.size) {
      const why = `the witness has cosigned ${known} records; this log shows ${checkpoint.size}`;
      return { kind: 'refused', status: 409, why };
    }
    return judge(key, checkpoint, await submit(checkpoint, ports, known));
  } catch (error) {
    return { kind: 'unreachable', why: error instanceof Error ? error.message : 'unknown error' };
  }
}

async function submit(
  checkpoint: SignedCheckpoint,
  ports: WitnessPorts,
  from: number,
): Promise<WitnessAnswer> {
  const isTrivial = from === 0 || from === checkpoint.size;
  return ports.post(addCheckpointBody(from, isTrivial ? [] : await ports.prove(from), checkpoint));
}

const WHY: ReadonlyMap<number, string> = new Map([
  [400, 'the witness could not read the request'],
  [403, "the witness does not know the log's key"],
  [404, 'the witness does not know this log'],
  [409, 'the witness has cosigned another size meanwhile'],
  [422, 'the log is not the one that the witness has seen, grown: a fork or a rewrite'],
]);

function judge(key: NoteKey, checkpoint: SignedCheckpoint, { status, body }: WitnessAnswer): Cosigned {
  if (status !== 200)
    return { kind: 'refused', status, why: WHY.get(status) ?? `the witness answered ${status}` };
  const lines = readSignatureLines(body) ?? [];
  const signature = lines.find((line) => line.name === key.name && line.keyId === key.id);
  const note = signature === undefined ? checkpoint.note : withSignatures(checkpoint.note, [signature]);
  const state = signatureOf(key, note);
  if (signature === undefined || state.state !== 'valid')
    return { kind: 'refused', status, why: 'the answer holds no valid signature of this witness' };
  return { kind: 'cosigned', signature, seconds: state.seconds ?? 0 };
}
