// One spelling of "the same text" for everything that was said and comes back.

import type { Sha256Hex } from '../domain/index.ts';
import type { ChatMessage } from '../wire/index.ts';

/** Digest of a text as frameworks resend it: surrounding white space does not count. */
export function textDigest(sha256: Sha256Hex, text: string): string {
  return sha256(text.trim());
}

/** Messages whose text digest is kept: a few hundred conversations' latest messages, in about 2 MB. */
const MAX_REMEMBERED = 8_192;

/** The text digests of messages that come back with every call of their conversation, found by the digest of their bytes. */
export class TextDigests {
  readonly #known = new Map<string, string>();

  of(sha256: Sha256Hex, message: ChatMessage): string {
    const known = this.#known.get(message.digest);
    if (known !== undefined) return known;
    const digest = textDigest(sha256, message.text);
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(message.digest, digest);
    return digest;
  }
}
