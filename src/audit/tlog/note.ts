// Signed notes (C2SP signed-note): text and signature lines, read strictly, each signature bound to a known key.

/** One signature line. */
export interface NoteSignature {
  readonly name: string;
  /** 8 hexadecimal digits. */
  readonly keyId: string;
  /** What follows the key id. */
  readonly bytes: Uint8Array;
}

export interface SignedNote {
  /** With its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const MARK = '— ';
const KEY_ID_BYTES = 4;
const MAX_NOTE_LENGTH = 64 * 1024;
const MAX_SIGNATURES = 100;
// biome-ignore lint/suspicious/noControlCharactersInRegex: notes may hold none but the line feed, which is what this finds.
const CONTROL = /[\x00-\x09\x0b-\x1f]/;
const NAME = /^[^\s+]{1,255}$/u;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Standard base64 with padding, canonical (RFC 4648 §3.5), or undefined. */
export function readBase64(text: string): Buffer | undefined {
  if (text.length % 4 !== 0 || !BASE64.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** Reads a note; undefined where it is not one. Says nothing about who signed it. ATTACKER-CONTROLLED. */
export function readNote(note: string): SignedNote | undefined {
  if (note.length > MAX_NOTE_LENGTH || CONTROL.test(note) || !note.isWellFormed()) return undefined;
  const end = note.lastIndexOf('\n\n');
  if (end < 1 || !note.endsWith('\n')) return undefined;
  const signatures = readSignatureLines(note.slice(end + 2));
  return signatures === undefined || signatures.length === 0
    ? undefined
    : { text: note.slice(0, end + 1), signatures };
}

/** Signature lines, as they end a note and as a witness answers them; undefined where one is none. ATTACKER-CONTROLLED. */
export function readSignatureLines(text: string): readonly NoteSignature[] | undefined {
  if (text.length > MAX_NOTE_LENGTH || !text.endsWith('\n')) return undefined;
  const lines = text.slice(0, -1).split('\n', MAX_SIGNATURES + 1);
  if (lines.length > MAX_SIGNATURES) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = readSignatureLine(line);
    if (signature === undefined) return undefined;
    signatures.push(signature);
  }
  return signatures;
}

function readSignatureLine(line: string): NoteSignature | undefined {
  if (!line.startsWith(MARK)) return undefined;
  const [name = '', encoded = '', ...more] = line.slice(MARK.length).split(' ', 3);
  const bytes = readBase64(encoded);
  if (more.length > 0 || !NAME.test(name) || bytes === undefined || bytes.byteLength <= KEY_ID_BYTES)
    return undefined;
  return {
    name,
    keyId: bytes.subarray(0, KEY_ID_BYTES).toString('hex'),
    bytes: bytes.subarray(KEY_ID_BYTES),
  };
}

/** The note as it is written. */
export function writeNote({ text, signatures }: SignedNote): string {
  return `${text}\n${signatures.map(signatureLine).join('')}`;
}

export function signatureLine({ name, keyId, bytes }: NoteSignature): string {
  return `${MARK}${name} ${Buffer.concat([Buffer.from(keyId, 'hex'), bytes]).toString('base64')}\n`;
}
