// The shape of keys and tokens: one place that writes, reads and recognises them.

import { crc32 } from 'node:zlib';

/** `sp` opens the agent-facing door, `spa` the administrative one. */
export type KeyPrefix = 'sp' | 'spa';

/** A presented key, taken apart. `secret` is what its stored hash is of. */
export interface ParsedKey {
  readonly id: string;
  readonly secret: string;
}

/** Random bytes that `formatKey` wants: 9 for the id, 32 for the secret. */
export const KEY_ENTROPY_BYTES = 41;

const ID_BYTES = 9;
const ID_LENGTH = 12;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** All parts have a fixed length and no alternative overlaps: no backtracking. */
const KEY = /^(spa?)-([0-9A-Za-z]{12})-([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;
const LONGEST_KEY = 'spa'.length + 2 + ID_LENGTH + SECRET_LENGTH + CHECKSUM_LENGTH;

/**
 * The key `PREFIX-ID-SECRETCHECKSUM` made of 41 random bytes: a 12-character id that may be shown anywhere, a secret of
 * 256 bits in 43 base62 characters, and a CRC-32 in 6, by which a typo (or a find of a secret scanner) is told from a
 * wrong key without asking anyone.
 */
export function formatKey(prefix: KeyPrefix, entropy: Uint8Array): ParsedKey & { readonly text: string } {
  if (entropy.length !== KEY_ENTROPY_BYTES)
    throw new TypeError(`a key takes ${KEY_ENTROPY_BYTES} random bytes`);
  const id = base62(entropy.subarray(0, ID_BYTES), ID_LENGTH);
  const secret = base62(entropy.subarray(ID_BYTES), SECRET_LENGTH);
  const checked = `${prefix}-${id}-${secret}`;
  return { id, secret, text: checked + checksum(checked) };
}

/** The parts of a well-formed key of this prefix, or undefined. ATTACKER-CONTROLLED: `text`. */
export function parseKey(prefix: KeyPrefix, text: string): ParsedKey | undefined {
  if (text.length > LONGEST_KEY) return undefined;
  const [, found, id, secret, sum] = KEY.exec(text) ?? [];
  if (found !== prefix || id === undefined || secret === undefined) return undefined;
  return checksum(`${prefix}-${id}-${secret}`) === sum ? { id, secret } : undefined;
}

/** In plain numbers, since every call checks a key: 32 bits fit in six digits of base62. */
function checksum(text: string): string {
  let rest = crc32(text);
  let sum = '';
  for (let digit = 0; digit < CHECKSUM_LENGTH; digit++) {
    sum = ALPHABET.charAt(rest % 62) + sum;
    rest = Math.floor(rest / 62);
  }
  return sum;
}

/** The bytes as a number in base62, modulo 62^length, in exactly `length` digits. */
function base62(bytes: Uint8Array, length: number): string {
  return digits(BigInt(`0x${Buffer.from(bytes).toString('hex')}`), length);
}

function digits(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  while (text.length < length) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}
