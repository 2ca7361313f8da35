// Whether a block of code in a stream can give way to other text without making new code out of what surrounds it.

import type { FencedBlock } from './code-fences.ts';
import type { TextReplacement } from './held-events.ts';

/** What stands in for a block that was refused, where the text that was asked for is not safe to put there. */
export const CODE_REMOVED = '[code removed by policy]';

export interface PlacedReplacement extends TextReplacement {
  /** The new text is a block again, in the same fences. */
  readonly fenced: boolean;
}

/**
 * The one replacement that covers all blocks of a gate: they end at the same place, so none outlasts another.
 * Undefined where the new text could join with its surroundings: text without a backtick and line feed that begins like no
 * fence's first line is safe, and so is one whole block. Throws where a replacement covers no whole block of the gate.
 */
export function placeReplacement(
  blocks: readonly FencedBlock[],
  replacements: readonly TextReplacement[],
): PlacedReplacement | undefined {
  const [first] = replacements.toSorted((a, b) => a.start - b.start);
  const isWhole = (r: TextReplacement): boolean =>
    blocks.some(({ start, end }) => start === r.start && end === r.end);
  if (first === undefined || !replacements.every(isWhole)) {
    throw new Error('a replacement must cover a whole block of its gate');
  }
  const start = Math.min(...blocks.map((block) => block.start));
  const fenced = isOneBlock(first.text);
  return fenced || isPlain(first.text) ? { start, end: first.end, text: first.text, fenced } : undefined;
}

function isPlain(text: string): boolean {
  return /^[^`\n\r\s\w+-][^`\n\r]*$/.test(text);
}

function isOneBlock(text: string): boolean {
  return /^```[^`]/.test(text) && text.endsWith('\n```') && !text.slice(3, -3).includes('```');
}
