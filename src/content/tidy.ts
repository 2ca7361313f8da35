// A text as it shows: compatibility forms composed, and nothing in it that is invisible.

import { CodeTable } from './code-table.ts';
import { isInert } from './inert.ts';
import { Rewriter, type Rewriting } from './rewrite.ts';

const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/u;
const MARK = /\p{M}/u;
/** Marks that are composed with the character before them. */
const MAX_MARKS = 8;
const FIRST_MARK = 0x300;
/** One character of Unicode becomes eighteen in NFKC: what grows so is left as it is. */
const MAX_GROWTH = 4;

/** Whether anything in a text may show otherwise than it is written: all else is printed ASCII, tabs and line ends. */
export function isOdd(text: string): boolean {
  return /[^\t\n\r\x20-\x7e]/.test(text);
}

/**
 * The text in NFKC (UAX #15), character by character with its marks, without invisible and bidirectional characters and
 * controls other than tabs and line ends. Undefined where that changes nothing. Linear: each character is looked up once,
 * and so is each cluster. ATTACKER-CONTROLLED: the text.
 */
export function tidy(text: string): Rewriting | undefined {
  if (!isOdd(text)) return undefined;
  const rewriter = new Rewriter(text);
  const reader = new Reader(text);
  for (let at = 0; at < text.length; ) {
    const end = reader.endOfUnusual(at);
    if (end === at) {
      at += 1;
      continue;
    }
    const replacement = reader.replacement(at, end);
    if (replacement !== undefined) rewriter.replace(at, end, replacement);
    at = end;
  }
  return rewriter.rewriting();
}

/** What a character is, as bits. */
const IS = { hidden: 1, mark: 2, space: 4, folds: 8 } as const;

/** Finds what is unusual in one text. */
class Reader {
  readonly #text: string;
  readonly #kinds = new CodeTable(kindOf);
  readonly #folded = new Map<string, string>();

  constructor(text: string) {
    this.#text = text;
  }

  /** The end of the run of hidden characters, of the character with marks, or outside of ASCII, that begins here. */
  endOfUnusual(at: number): number {
    const text = this.#text;
    const code = text.charCodeAt(at);
    const next = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
    if (code >= 0x20 && code < 0x7f && next < FIRST_MARK) return at;
    const kind = this.#kindAt(at);
    if ((kind & IS.hidden) !== 0) return this.#endOf(IS.hidden, at, text.length);
    const end = at + widthAt(text, at);
    if ((kind & (IS.mark | IS.space)) !== 0) return code < 0x80 ? at : end;
    const marked = this.#endOf(IS.mark, end, MAX_MARKS);
    return marked === end && code < 0x80 ? at : marked;
  }

  /** What it is replaced with; undefined where it stays. */
  replacement(at: number, end: number): string | undefined {
    const kind = this.#kindAt(at);
    if ((kind & IS.hidden) !== 0) return '';
    if ((kind & IS.folds) === 0 && end === at + widthAt(this.#text, at)) return undefined;
    const cluster = this.#text.slice(at, end);
    const folded = this.#folded.get(cluster) ?? this.#fold(cluster);
    return folded === cluster ? undefined : folded;
  }

  #fold(cluster: string): string {
    const composed = cluster.normalize('NFKC');
    const folded = composed.length <= MAX_GROWTH * cluster.length ? composed : cluster;
    this.#folded.set(cluster, folded);
    return folded;
  }

  #endOf(kind: number, from: number, most: number): number {
    let end = from;
    for (let count = 0; count < most && end < this.#text.length; count += 1) {
      if ((this.#kindAt(end) & kind) === 0) break;
      end += widthAt(this.#text, end);
    }
    return end;
  }

  #kindAt(at: number): number {
    const code = this.#text.codePointAt(at) ?? 0;
    return this.#kinds.get(code);
  }
}

/** Every character that is of one of the kinds, and few others. */
const OF_A_KIND = /[\p{Changes_When_NFKC_Casefolded}\p{Default_Ignorable_Code_Point}\p{M}\p{Cf}\p{Cc}\s]/u;

function kindOf(code: number): number {
  if (isInert(code)) return 0;
  const character = String.fromCodePoint(code);
  if (!OF_A_KIND.test(character)) return 0;
  const lineEndOrTab = code === 0x09 || code === 0x0a || code === 0x0d;
  return (
    (!lineEndOrTab && HIDDEN.test(character) ? IS.hidden : 0) |
    (MARK.test(character) ? IS.mark : 0) |
    (/\s/.test(character) ? IS.space : 0) |
    (character.normalize('NFKC') === character ? 0 : IS.folds)
  );
}

/** UTF-16 units of the character that begins here. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
