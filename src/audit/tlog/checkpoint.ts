// What a log says about itself at one size (C2SP tlog-checkpoint): origin, size, root, under its signature.

import { HASH_BYTES } from './merkle.ts';
import { type NoteSignature, readBase64, readNote, type SignedNote, writeNote } from './note.ts';
import { checkSignature, type NoteKey, type NoteSigner, signNote } from './note-key.ts';

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export interface SignedCheckpoint extends Checkpoint {
  readonly note: SignedNote;
}

/** The body of a checkpoint, signed by its log. */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): string {
  const text = checkpointText(checkpoint);
  return writeNote({ text, signatures: [signNote(signer, text)] });
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** Reads a signed checkpoint; undefined where it is not one. Says nothing about its signatures. ATTACKER-CONTROLLED. */
export function readCheckpoint(text: string): SignedCheckpoint | undefined {
  const note = readNote(text);
  if (note === undefined) return undefined;
  const lines = note.text.slice(0, -1).split('\n');
  const [origin = '', sizeText = '', rootText = ''] = lines;
  const size = readSize(sizeText);
  const root = readBase64(rootText);
  if (lines.length < 3 || lines.includes('') || size === undefined || root?.byteLength !== HASH_BYTES)
    return undefined;
  return { origin, size, root, note };
}

/** ASCII decimal without leading zeroes, or undefined. */
export function readSize(text: string): number | undefined {
  if (!/^(0|[1-9]\d{0,15})$/.test(text)) return undefined;
  const size = Number(text);
  return Number.isSafeInteger(size) ? size : undefined;
}

/** The same checkpoint with further signatures; a later one of the same key takes the place of the earlier. */
export function withSignatures(note: SignedNote, more: readonly NoteSignature[]): SignedNote {
  const isReplaced = (old: NoteSignature): boolean =>
    more.some((added) => added.name === old.name && added.keyId === old.keyId);
  return { text: note.text, signatures: [...note.signatures.filter((old) => !isReplaced(old)), ...more] };
}

/**
 * What a known key's line in a note is worth: `absent` there is none, `invalid` there is one that is not its signature
 * (the whole note is then to be refused), or `valid`.
 */
export type KeyOnNote =
  | { readonly state: 'absent' | 'invalid' }
  | { readonly state: 'valid'; readonly seconds: number | undefined };

/** Whether `key` has signed the note. Lines of other names or key ids are not looked at. */
export function signatureOf(key: NoteKey, note: SignedNote): KeyOnNote {
  const lines = note.signatures.filter((line) => line.name === key.name && line.keyId === key.id);
  if (lines.length === 0) return { state: 'absent' };
  let seconds: number | undefined;
  for (const line of lines) {
    const check = checkSignature(key, note.text, line);
    if (!check.valid) return { state: 'invalid' };
    seconds = check.seconds;
  }
  return { state: 'valid', seconds };
}
