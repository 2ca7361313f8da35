// Replaces parts of a text and remembers where everything came from, so that what is found can be put back in place.

import type { TextSpan } from '../domain/index.ts';

export interface Rewriting {
  readonly text: string;
  /** The span of the source that a span of `text` stands for; a replaced part stands as a whole. */
  toSource(span: TextSpan): TextSpan;
}

/**
 * Replaces what `replace` gives a text for; undefined leaves the match as it is. Undefined when nothing was replaced.
 * Linear in the text, as long as `pattern`, which must be global, is.
 */
export function rewrite(
  source: string,
  pattern: RegExp,
  replace: (match: string) => string | undefined,
): Rewriting | undefined {
  const pieces: Piece[] = [];
  let text = '';
  let copied = 0;
  for (const match of source.matchAll(pattern)) {
    const replacement = replace(match[0]);
    if (replacement === undefined || replacement === match[0]) continue;
    const end = match.index + match[0].length;
    if (match.index > copied) {
      pieces.push({ at: text.length, from: copied, to: match.index, whole: false });
      text += source.slice(copied, match.index);
    }
    if (replacement !== '') pieces.push({ at: text.length, from: match.index, to: end, whole: true });
    text += replacement;
    copied = end;
  }
  if (copied === 0) return undefined;
  pieces.push({ at: text.length, from: copied, to: source.length, whole: false });
  text += source.slice(copied);
  return { text, toSource: (span) => sourceSpan(pieces, span) };
}

interface Piece {
  /** Where it begins in the new text. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** False where the piece is a copy, character for character. */
  readonly whole: boolean;
}

function sourceSpan(pieces: readonly Piece[], { start, end }: TextSpan): TextSpan {
  const first = pieceAt(pieces, start);
  if (first === undefined) return { start, end };
  const from = first.whole ? first.from : first.from + start - first.at;
  const last = end > start ? pieceAt(pieces, end - 1) : undefined;
  if (last === undefined) return { start: from, end: from };
  return { start: from, end: last.whole ? last.to : last.from + end - last.at };
}

/** The last piece that begins at or before the offset. */
function pieceAt(pieces: readonly Piece[], offset: number): Piece | undefined {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return pieces[low];
}
