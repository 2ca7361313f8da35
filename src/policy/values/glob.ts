// Names as policies write them, with `*`: byte-exact where a match grants, by look-alike where it restricts.

import { percentDecodings, skeleton } from '../../content/index.ts';

export interface NameMatcher {
  readonly source: string;
  /** True when the source has no `*`. */
  readonly literal: boolean;
  /** Byte-exact; `*` stands for any characters. For grants. */
  exactly(name: string): boolean;
  /**
   * Also true for whatever somebody on the way may take for the name: look-alikes (UTS #39), other case,
   * percent-encoding, and the folding of `[^a-zA-Z0-9_-]` to `_` that frameworks do. For restrictions.
   */
  loosely(name: string): boolean;
}

/**
 * Compiles a name or `*` glob. `shapesOf` is `nameShapes`, or a memory of it that several matchers share.
 * ATTACKER-CONTROLLED: the names that are asked about, of any length.
 */
export function compileName(
  glob: string,
  shapesOf: (name: string) => readonly string[] = nameShapes,
): NameMatcher {
  const pieces = glob.split('*');
  const shapes = nameShapes(glob).map((shape) => shape.split('*'));
  return {
    source: glob,
    literal: pieces.length === 1,
    exactly: (name) => fits(pieces, name),
    loosely: (name) => {
      if (fits(pieces, name)) return true;
      const candidates = shapesOf(name);
      return shapes.some((shape) => candidates.some((candidate) => fits(shape, candidate)));
    },
  };
}

/** True when the text is the pieces in order with anything between them. Linear for practical purposes: one pass. */
function fits(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return text === first;
  const last = pieces.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let from = first.length;
  const end = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = text.indexOf(piece, from);
    if (at === -1 || at + piece.length > end) return false;
    from = at + piece.length;
  }
  return from <= end;
}

/** The skeletons of a name as written, percent-decoded, and as frameworks fold it before or after that. */
export function nameShapes(name: string): readonly string[] {
  if (/^[A-Za-z0-9_-]*$/.test(name)) return [skeleton(name)];
  const shapes = new Set<string>();
  for (const variant of percentDecodings(name)) {
    const shape = skeleton(variant);
    shapes.add(shape);
    // A name without a letter of ASCII folds to underscores only: that would join all names of other scripts.
    for (const folded of [fold(shape), skeleton(fold(variant))]) {
      if (/[a-z0-9]/.test(folded)) shapes.add(folded);
    }
  }
  return [...shapes];
}

function fold(name: string): string {
  return name.replace(/[^a-zA-Z0-9_*-]/g, '_');
}
