// What a record says about content that lies beside it: a salted hash, which proves and does not tell.

import { hash } from 'node:crypto';

/** 128 bits of chance per item: a short or guessable content can not be found by trying. */
export const SALT_BYTES = 16;

/** Bytes before the content in a preimage: the salt, the name in UTF-8, a zero byte. */
export function preimageOverhead(name: string): number {
  return SALT_BYTES + Buffer.byteLength(name) + 1;
}

/** SHA-256, in hex, of a preimage: salt, name, a zero byte, content. Unambiguous: the salt's length is fixed and no name has a zero byte. */
export function commitmentOf(preimage: Uint8Array): string {
  return hash('sha256', preimage, 'hex');
}
