// A finding's name over time: the same while its rule, path and text stay, although lines above it come and go.

import type { Sha256Hex } from '../../domain/index.ts';

export interface Placed {
  readonly ruleId: string;
  readonly file: string;
  /** The text of the finding's first line, secrets masked: a baseline must not let anybody try out guesses at a key. */
  readonly text: string;
}

/**
 * One fingerprint per finding, in order: a hash of rule, path and text without blanks, and a number that counts equal
 * ones. 32 hex digits, a colon, the number: the form that GitHub's own fingerprints have.
 */
export function fingerprints(places: readonly Placed[], sha256: Sha256Hex): readonly string[] {
  const seen = new Map<string, number>();
  return places.map(({ ruleId, file, text }) => {
    const hash = sha256(`${ruleId}\n${file}\n${text.replace(/\s+/g, '')}`).slice(0, 32);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return `${hash}:${count}`;
  });
}
