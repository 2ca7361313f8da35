// What the model of claims sees of a name: the words around it by place and class, its line, its sentence, and facts about the text.

import { CUT, END, LINE, START } from './context-tokens.ts';
import { joined, printOf } from './prints.ts';

/** Buckets of the hashed features; a power of two. */
export const BUCKETS = 1 << 18;

/** Tokens on one side of a name, nearest first, names masked. */
export interface Side {
  readonly words: readonly number[];
  readonly kinds: readonly number[];
}

export interface NameContext {
  readonly before: Side;
  readonly behind: Side;
  /** Numbers for facts about the whole text and the place in it. */
  readonly facts: readonly number[];
}

function bucket(value: number): number {
  const mixed = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  const again = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (again ^ (again >>> 15)) & (BUCKETS - 1);
}

/** Which feature a number stands for. */
const ROLE = {
  wordBefore: 1,
  wordBehind: 9,
  wordsBefore: 17,
  wordsBehind: 18,
  wordsAround: 19,
  kindBefore: 33,
  kindBehind: 41,
  kindsBefore: 49,
  kindsBehind: 65,
  kindsAround: 81,
  sentenceBefore: 97,
  sentenceBehind: 113,
  line: 129,
  fact: 130,
  factAround: 131,
} as const;

/** Buckets of one name's context, each as often as it occurs: at most about 250. */
export function featuresOf(context: NameContext): readonly number[] {
  const found: number[] = [];
  places(found, context);
  runs(found, context.before, ROLE.kindsBefore);
  runs(found, context.behind, ROLE.kindsBehind);
  around(found, context);
  stretch(found, context.before, ROLE.sentenceBefore);
  stretch(found, context.behind, ROLE.sentenceBehind);
  return found;
}

const kindAt = ({ kinds }: Side, place: number): number => kinds[place] ?? CUT;
const wordAt = ({ words }: Side, place: number): number => words[place] ?? CUT;

/** Words and classes by their place, and the nearest words together. */
function places(found: number[], { before, behind }: NameContext): void {
  for (let place = 0; place < 5; place += 1) {
    found.push(
      bucket(joined(ROLE.kindBefore + place, kindAt(before, place))),
      bucket(joined(ROLE.kindBehind + place, kindAt(behind, place))),
    );
  }
  let wordsBefore: number = ROLE.wordsBefore;
  let wordsBehind: number = ROLE.wordsBehind;
  for (let place = 0; place < 3; place += 1) {
    const earlier = wordAt(before, place);
    const later = wordAt(behind, place);
    wordsBefore = joined(wordsBefore, earlier);
    wordsBehind = joined(wordsBehind, later);
    found.push(
      bucket(joined(ROLE.wordBefore + place, earlier)),
      bucket(joined(ROLE.wordBehind + place, later)),
    );
    if (place > 0) found.push(bucket(wordsBefore), bucket(wordsBehind));
  }
}

/** Classes that follow each other: pairs by place, and up to four from the name on. */
function runs(found: number[], tokens: Side, role: number): void {
  let whole = joined(role, kindAt(tokens, 0));
  for (let place = 1; place < 5; place += 1) {
    const kind = kindAt(tokens, place);
    whole = joined(whole, kind);
    if (place < 4) found.push(bucket(whole));
    if (place > 1) found.push(bucket(joined(joined(role + place, kindAt(tokens, place - 1)), kind)));
  }
}

/** What stands on both sides: classes, the line's two ends, and facts. */
function around(found: number[], { before, behind, facts }: NameContext): void {
  const near = joined(joined(ROLE.kindsAround, kindAt(before, 0)), kindAt(behind, 0));
  const role = ROLE.kindsAround;
  const second = kindAt(before, 1);
  const after = kindAt(behind, 1);
  found.push(
    bucket(joined(joined(ROLE.wordsAround, wordAt(before, 0)), wordAt(behind, 0))),
    bucket(near),
    bucket(joined(joined(role + 1, near), second)),
    bucket(joined(joined(role + 2, near), after)),
    bucket(joined(joined(joined(role + 3, near), second), after)),
  );
  const prefix = lineOf(before);
  const suffix = lineOf(behind);
  found.push(
    bucket(joined(ROLE.line, prefix)),
    bucket(joined(ROLE.line + 16, suffix)),
    bucket(joined(joined(ROLE.line + 32, prefix), suffix)),
  );
  for (const fact of facts) {
    found.push(bucket(joined(ROLE.fact, fact)), bucket(joined(joined(ROLE.factAround, fact), near)));
  }
}

const ENDS: ReadonlySet<number> = new Set([
  START,
  END,
  LINE,
  ...['.', '!', '?', '...', '…', '。'].map((mark) => printOf(mark)),
]);

const SENTENCES = 3;

/** Words and classes of the sentence, then of those beyond it, wherever they stand in it. */
function stretch(found: number[], tokens: Side, role: number): void {
  let sentence = 0;
  let last = 0;
  for (let place = 0; place < tokens.kinds.length; place += 1) {
    const kind = kindAt(tokens, place);
    const beyond = Math.min(1, sentence);
    if (place < 16) found.push(bucket(joined(role + sentence, wordAt(tokens, place))));
    found.push(bucket(joined(role + 4 + beyond, kind)));
    if (sentence === 0 || place < 12) found.push(bucket(joined(joined(role + 8 + beyond, last), kind)));
    last = kind;
    if (place > 0 && ENDS.has(kind)) sentence += 1;
    if (sentence === SENTENCES) return;
  }
}

const FAR = printOf('far');
const LINE_TOKENS = 4;

/** The classes between a name and its line's end, where they are few. */
function lineOf(tokens: Side): number {
  let value = 0;
  for (let place = 0; place <= LINE_TOKENS; place += 1) {
    const kind = kindAt(tokens, place);
    if (kind === LINE || kind === START || kind === END) return value;
    value = joined(value, kind);
  }
  return FAR;
}
