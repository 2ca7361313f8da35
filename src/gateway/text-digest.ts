// One spelling of "the same text" for everything that was said and comes back.

import type { Sha256Hex } from '../domain/index.ts';

/** Digest of a text as frameworks resend it: surrounding white space does not count. */
export function textDigest(sha256: Sha256Hex, text: string): string {
  return sha256(text.trim());
}
