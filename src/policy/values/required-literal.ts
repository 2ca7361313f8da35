// The words of which every match of a pattern holds one: looking for them costs a fraction of running the pattern.

/** False for a text that has no match. */
export type MayMatch = (text: string) => boolean;

const SHORTEST = 3;
/** Both bound what a text made of almost-matches costs. */
const LONGEST = 32;
const MOST_WORDS = 16;
const MAX_DEPTH = 8;

const LEADING_FLAGS = /^\(\?([imsU]+)\)/;
const GROUP = /^\((?:\?:|\?P?<[A-Za-z0-9_]+>)?(?!\?)/;
const REPEAT = /^(?:[*+?]|\{\d+(?:,\d*)?\})/;
/** Escapes of one letter that stand for a set of characters, a control character, or a place. */
const CLASS_OR_PLACE = /[dDwWsSbBAzntrfva]/;
const SYNTAX = /[.^$*+?()[\]{}|\\/-]/;

/**
 * Whether a text may match, by words of three characters and more; undefined where a pattern needs none. Reads RE2
 * syntax that the engine has accepted, and gives up on what it does not know: it may miss a word, and never makes one
 * up. Linear in the pattern, and in the text.
 */
export function requiredLiteral(source: string): MayMatch | undefined {
  const flags = LEADING_FLAGS.exec(source);
  const folds = flags?.[1]?.includes('i') === true;
  const reader: Reader = { source, folds, at: flags?.[0].length ?? 0, depth: 0 };
  const words = readAlternation(reader);
  if (words === undefined || words === NONE || reader.at < source.length) return undefined;
  return mayMatch([...new Set(words.map((word) => word.slice(0, LONGEST)))], folds);
}

function mayMatch(words: readonly string[], folds: boolean): MayMatch {
  const [only = ''] = words;
  if (!folds && words.length === 1) return (text) => text.includes(only);
  // Plain words, so nothing to backtrack over. `u` folds as RE2 does: the Kelvin sign is a k, the long s an s.
  const any = new RegExp(
    words.map((word) => word.replace(/[.^$*+?()[\]{}|\\/]/g, '\\$&')).join('|'),
    folds ? 'iu' : 'u',
  );
  return (text) => any.test(text);
}

/** The words of which a text must hold one. */
type Words = readonly string[];
const NONE: Words = [];

interface Reader {
  readonly source: string;
  readonly folds: boolean;
  at: number;
  depth: number;
}

/** Reads to the end of the pattern or group. NONE: it needs no words; undefined: it holds what is not known here. */
function readAlternation(reader: Reader): Words | undefined {
  let all: Words | undefined;
  for (;;) {
    const branch = readBranch(reader);
    if (branch === undefined) return undefined;
    all = all === undefined ? branch : either(all, branch);
    if (reader.source[reader.at] !== '|') return all;
    reader.at += 1;
  }
}

function either(some: Words, others: Words): Words {
  if (some === NONE || others === NONE || some.length + others.length > MOST_WORDS) return NONE;
  return [...some, ...others];
}

/** What follows one another up to a `|`, a `)` or the end: of all that it needs, what is most telling. */
function readBranch(reader: Reader): Words | undefined {
  let best = NONE;
  let run = '';
  while (!ends(reader)) {
    const term = readTerm(reader);
    if (term === undefined) return undefined;
    run += term.plain;
    if (term.goesOn) continue;
    best = moreTelling(moreTelling(best, [run]), term.words);
    run = '';
  }
  return moreTelling(best, [run]);
}

/** Something and its repeat. A run of plain characters goes on behind one that stands there exactly once. */
interface Term {
  readonly plain: string;
  readonly words: Words;
  readonly goesOn: boolean;
}

function readTerm(reader: Reader): Term | undefined {
  const piece = readPiece(reader);
  if (piece === undefined) return undefined;
  const repeat = readRepeat(reader);
  if (repeat !== '' && repeat !== '+') return OPTIONAL;
  if (typeof piece !== 'string') return { plain: '', words: piece, goesOn: false };
  return { plain: piece, words: NONE, goesOn: repeat === '' };
}

const OPTIONAL: Term = { plain: '', words: NONE, goesOn: false };

function ends({ source, at }: Reader): boolean {
  return at >= source.length || source[at] === '|' || source[at] === ')';
}

/** Longer words are rarer. */
function moreTelling(some: Words, others: Words): Words {
  return shortest(others) >= SHORTEST && shortest(others) > shortest(some) ? others : some;
}

function shortest(words: Words): number {
  return words.reduce((least, { length }) => Math.min(least, length), words === NONE ? 0 : LONGEST);
}

/** A plain character, or the words that something else needs. */
function readPiece(reader: Reader): string | Words | undefined {
  const character = reader.source.charAt(reader.at);
  switch (character) {
    case '(':
      return readGroup(reader);
    case '[':
      return readClass(reader);
    case '\\':
      return readEscape(reader);
    case '.':
    case '^':
    case '$':
    case '{':
    case '}':
    case ']':
      reader.at += 1;
      return NONE;
    case '*':
    case '+':
    case '?':
      return undefined;
    default:
      reader.at += 1;
      return isSure(character.charCodeAt(0), reader) ? character : NONE;
  }
}

/** Only ASCII folds in a way that is the same everywhere; half of a surrogate pair is no character. */
function isSure(code: number, { folds }: Reader): boolean {
  return folds ? code < 0x80 : code < 0xd800 || code > 0xdfff;
}

function readEscape(reader: Reader): string | Words | undefined {
  const escaped = reader.source.charAt(reader.at + 1);
  reader.at += 2;
  if (SYNTAX.test(escaped)) return escaped;
  return CLASS_OR_PLACE.test(escaped) ? NONE : undefined;
}

/** The repeat that stands here, which may be marked as reluctant. */
function readRepeat(reader: Reader): string {
  const repeat = REPEAT.exec(reader.source.slice(reader.at, reader.at + 16))?.[0] ?? '';
  reader.at += repeat.length;
  if (repeat !== '' && reader.source[reader.at] === '?') reader.at += 1;
  return repeat;
}

/** Groups with flags of their own, or that change them for what follows, are not read. */
function readGroup(reader: Reader): Words | undefined {
  const open = GROUP.exec(reader.source.slice(reader.at, reader.at + 80))?.[0];
  if (open === undefined || reader.depth >= MAX_DEPTH) return undefined;
  reader.at += open.length;
  reader.depth += 1;
  const words = readAlternation(reader);
  reader.depth -= 1;
  if (words === undefined || reader.source[reader.at] !== ')') return undefined;
  reader.at += 1;
  return words;
}

/** A `]` that stands first in a class is one of its characters. */
function readClass(reader: Reader): Words | undefined {
  const { source } = reader;
  reader.at += source[reader.at + 1] === '^' ? 2 : 1;
  if (source[reader.at] === ']') reader.at += 1;
  while (reader.at < source.length) {
    if (source.startsWith('[:', reader.at) || source.startsWith('\\Q', reader.at)) return undefined;
    const character = source[reader.at];
    reader.at += character === '\\' ? 2 : 1;
    if (character === ']') return NONE;
  }
  return undefined;
}
