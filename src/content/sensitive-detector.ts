// The one shape of a detector for sensitive data: where to look, and how to be sure.

import type { SensitiveKind, TextSpan } from '../domain/index.ts';

export interface SensitiveDetector {
  readonly kind: SensitiveKind;
  /** Where the text holds one. Linear in any text. */
  find(text: string): readonly TextSpan[];
}

/** So many characters before a value say what it is. */
const BEFORE = 64;

/**
 * A detector from a pattern, with the flags `g` and, where it has groups, `d`: the first group that takes part is the
 * value; without groups the whole match is. `accept` is given the value and what stands before it. INVARIANT: in the pattern repeats are bounded, or begin only where a run
 * of their characters begins, so that no text costs more than linear time.
 */
export function byPattern(
  kind: SensitiveKind,
  pattern: RegExp,
  accept: (value: string, before: string) => boolean = () => true,
): SensitiveDetector {
  return {
    kind,
    find: (text) => {
      const spans: TextSpan[] = [];
      for (const match of text.matchAll(pattern)) {
        const [start, end] = match.indices?.slice(1).find((group) => group !== undefined) ?? [
          match.index,
          match.index + match[0].length,
        ];
        if (accept(text.slice(start, end), text.slice(Math.max(0, start - BEFORE), start)))
          spans.push({ start, end });
      }
      return spans;
    },
  };
}

/** Shannon entropy in bits per character. */
export function shannonBits(text: string): number {
  const counts = new Map<string, number>();
  let total = 0;
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
    total += 1;
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / total) * Math.log2(count / total);
  return bits;
}
