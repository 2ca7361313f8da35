// A segment as a sparse vector: hashed words, pairs of words, pieces of words, and a few facts about its place and form.

import { KIND, kindsOf } from './vocabulary.ts';
import { wordsOf } from './words.ts';

/** Buckets of the hashed features; a power of two. */
export const BUCKETS = 1 << 17;

/** Indices of features, each as often as it occurs; one weight per bucket. */
export interface SparseVector {
  readonly indices: readonly number[];
  /** Every entry counts this much, so that long and short segments compare. */
  readonly scale: number;
}

export interface WordSet {
  has(word: string): boolean;
}

export interface SegmentContext {
  /** Words of the user's task; undefined where no task is known. */
  readonly task: WordSet | undefined;
  /** Words of the text around the segment; undefined where there is too little of it. */
  readonly around: WordSet | undefined;
  /** The part of the segments around it that speak to a reader, 0..1; undefined where it stands alone. */
  readonly company: number | undefined;
}

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

function hash(seed: number, word: string): number {
  let value = seed;
  for (let at = 0; at < word.length; at += 1) value = Math.imul(value ^ word.charCodeAt(at), PRIME);
  return value;
}

const bucket = (value: number) => {
  const mixed = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return ((mixed ^ (mixed >>> 13)) >>> 0) & (BUCKETS - 1);
};

const UNIGRAM = hash(OFFSET, 'w:');
const BIGRAM = hash(OFFSET, 'b:');
const SKIP = hash(OFFSET, 's:');
const FIRST = hash(OFFSET, 'f:');
const PIECE = hash(OFFSET, 'p:');
const FACT = hash(OFFSET, 'x:');
const PIECE_LENGTH = 4;

/** A segment with its words and form: what is worth a look is decided before anything is hashed. */
export interface ReadSegment {
  readonly text: string;
  readonly words: readonly string[];
  /** What each word is, as bits of `KIND`. */
  readonly kinds: readonly number[];
  readonly form: Form;
}

/** Linear in the segment. */
export function readSegment(text: string): ReadSegment {
  const words = withoutLeadingMarks(wordsOf(text));
  const kinds = words.map(kindsOf);
  return { text, words, kinds, form: formOf(kinds) };
}

/** Whether a segment speaks to its reader, as far as tables of words can tell. What does not is no instruction. */
export function speaksToReader({ text, form }: ReadSegment): boolean {
  const { imperative, inner, cues, reader, machineDuty } = form;
  return imperative || inner || cues > 0 || reader > 0 || machineDuty || text.endsWith('?');
}

/** Distinct buckets of one segment after another. One for each text: clearing it costs what was added, not its size. */
export class Buckets {
  readonly #seen = new Uint8Array(BUCKETS);
  #list: number[] = [];

  add(index: number): void {
    if (this.#seen[index] === 1) return;
    this.#seen[index] = 1;
    this.#list.push(index);
  }

  /** What was added since the last taking, each once. */
  take(): number[] {
    const taken = this.#list;
    for (const index of taken) this.#seen[index] = 0;
    this.#list = [];
    return taken;
  }
}

/** Deterministic and linear in the segment. */
export function featuresOf(segment: ReadSegment, context: SegmentContext, buckets: Buckets): SparseVector {
  const { words } = segment;
  let before = 0;
  let beforeThat = 0;
  for (const word of words) {
    const print = hash(OFFSET, word);
    buckets.add(bucket(print ^ UNIGRAM));
    buckets.add(bucket(Math.imul(before, PRIME) ^ print ^ BIGRAM));
    if (beforeThat !== 0) buckets.add(bucket(Math.imul(beforeThat, PRIME) ^ print ^ SKIP));
    addPieces(buckets, word);
    beforeThat = before;
    before = print;
  }
  buckets.add(bucket(hash(FIRST, words.slice(0, 3).join(' '))));
  const indices = buckets.take();
  const scale = 1 / Math.sqrt(Math.max(24, indices.length));
  // Facts weigh more than single words: each counts as several.
  for (const fact of factsOf(segment, context)) {
    const index = bucket(hash(FACT, fact));
    for (let times = 0; times < 3; times += 1) indices.push(index);
  }
  return { indices, scale };
}

const MARK = /^[^\p{L}\p{N}@#]+$/u;

/** Quotes, bullets and brackets in front of a sentence say where it stands, not what it says. */
function withoutLeadingMarks(words: readonly string[]): readonly string[] {
  let at = 0;
  while (at < words.length - 1 && at < 6 && MARK.test(words[at] ?? '')) at += 1;
  return at === 0 ? words : words.slice(at);
}

function addPieces(buckets: Buckets, word: string): void {
  if (word.length < PIECE_LENGTH || word.charCodeAt(0) === 0x40) return;
  const padded = `_${word}_`;
  for (let at = 0; at + PIECE_LENGTH <= padded.length; at += 1) {
    let value = PIECE;
    for (let next = at; next < at + PIECE_LENGTH; next += 1) {
      value = Math.imul(value ^ padded.charCodeAt(next), PRIME);
    }
    buckets.add(bucket(value));
  }
}

/** Assignments, calls, braces, tags: what prose does not have. Each alternative is of fixed length. */
const CODE = /\w\(|\w =|[{};]\s*$|^\s*(?:#|\/\/|def |import |from |return |if |for |<)|==|=>|\w\.\w+\(/;

/** What stands in brackets, comments and rules of signs, and what begins with a label. Bounded: linear. */
const FRAMED = /^(?:<!--|\[\/\/\]|\[[A-Za-z]|\([A-Z]|\*{2,}|#{1,6}|\/[/*]|[="'`{-]{2,}|<\w)/;
const LABELLED = /^\W{0,6}[A-Za-z][\w ,-]{1,48}:/;

interface Form {
  readonly imperative: boolean;
  /** A command that begins behind a mark inside of the segment: `subject: send …`. */
  readonly inner: boolean;
  readonly cues: number;
  readonly reader: number;
  /** Speaks of machines that read. */
  readonly machine: boolean;
  readonly machineDuty: boolean;
  /** Makes earlier words void. */
  readonly voids: boolean;
  /** Wants something not to be told. */
  readonly secrecy: boolean;
  /** Speaks of the user as somebody else. */
  readonly user: boolean;
}

/** How many words lie at most between what voids and what is voided, and between a denial and what is denied. */
const VOID_REACH = 5;
const DENIAL_REACH = 3;

/** Whether the segment tells its reader to do something, whom it speaks of, and what it wants void or secret. */
function formOf(kinds: readonly number[]): Form {
  let any = 0;
  let cues = 0;
  let reader = 0;
  for (const kind of kinds) {
    any |= kind;
    if ((kind & KIND.cue) !== 0) cues += 1;
    if ((kind & KIND.reader) !== 0) reader += 1;
  }
  const has = (kind: number) => (any & kind) !== 0;
  return {
    imperative: opensCommand(kinds, 0),
    inner: has(KIND.mark) && commandsBehindMark(kinds),
    cues,
    reader,
    machine: has(KIND.machine),
    machineDuty: has(KIND.machine) && follows(kinds, { first: KIND.machine, second: KIND.duty, within: 96 }),
    voids: has(KIND.voids) && follows(kinds, { first: KIND.voids, second: KIND.earlier, within: VOID_REACH }),
    secrecy:
      has(KIND.denies) && follows(kinds, { first: KIND.denies, second: KIND.tells, within: DENIAL_REACH }),
    user: has(KIND.user),
  };
}

interface Sequence {
  readonly first: number;
  readonly second: number;
  readonly within: number;
}

/** Whether a word of one kind comes at most so many words behind one of another. */
function follows(kinds: readonly number[], { first, second, within }: Sequence): boolean {
  let last = -1 - within;
  for (let at = 0; at < kinds.length; at += 1) {
    const kind = kinds[at] ?? 0;
    if ((kind & first) !== 0) last = at;
    else if ((kind & second) !== 0 && at - last <= within) return true;
  }
  return false;
}

function commandsBehindMark(kinds: readonly number[]): boolean {
  for (let at = 1; at < kinds.length; at += 1) {
    if (((kinds[at - 1] ?? 0) & KIND.mark) !== 0 && opensCommand(kinds, at)) return true;
  }
  return false;
}

/** A verb of command, past words that lead in. */
function opensCommand(kinds: readonly number[], from: number): boolean {
  let at = from;
  while (at < kinds.length && at < from + 8 && ((kinds[at] ?? 0) & KIND.lead) !== 0) at += 1;
  return ((kinds[at] ?? 0) & KIND.imperative) !== 0;
}

function factsOf(read: ReadSegment, { task, around, company }: SegmentContext): readonly string[] {
  const speaks = speaksToReader(read) ? ', speaks' : '';
  return [
    'bias',
    ...formFacts(read),
    ...companyFacts(read, company),
    ...(task === undefined ? [] : overlapFacts(read.words, task, `of the task${speaks}`)),
    ...(around === undefined ? [] : overlapFacts(read.words, around, `of the text${speaks}`)),
  ];
}

type Fact = readonly [name: string, holds: boolean];

function formFacts(segment: ReadSegment): readonly string[] {
  const { imperative, inner } = segment.form;
  const commands = imperative || inner;
  return [...wordFacts(segment), ...shapeFacts(segment, commands), ...intentFacts(segment, commands)]
    .filter(([, holds]) => holds)
    .map(([name]) => name);
}

function wordFacts({ words, form }: ReadSegment): readonly Fact[] {
  const { imperative, inner, cues, reader } = form;
  const destination = words.includes('@link') || words.includes('@address');
  return [
    ['imperative', imperative],
    ['inner imperative', inner],
    ['please imperative', imperative && words[0] === 'please'],
    ['cue', cues > 0],
    [`cues ${Math.min(cues, 3)}`, cues > 0],
    ['reader', reader > 0],
    ['cue to reader', cues > 0 && (imperative || reader > 0)],
    [imperative ? 'destination in imperative' : 'destination', destination],
  ];
}

function shapeFacts({ text, words, kinds }: ReadSegment, commands: boolean): readonly Fact[] {
  const question = text.endsWith('?');
  return [
    ['short', words.length <= 3],
    ['code', CODE.test(text)],
    ['framed', FRAMED.test(text)],
    ['names a function', words.some((word) => word.length > 4 && word.indexOf('_', 1) > 0)],
    ['question', question],
    ['question about nobody here', question && !kinds.some((kind) => (kind & KIND.person) !== 0)],
    [commands ? 'orders an answer' : 'speaks of an answer', speaksOfAnswer(kinds)],
    ['capitals', words.length > 2 && capitals(text) > 0.5],
  ];
}

function intentFacts({ text, form }: ReadSegment, commands: boolean): readonly Fact[] {
  const { machine, machineDuty, voids, secrecy, user } = form;
  const labelled = LABELLED.test(text);
  return [
    ['labelled', labelled],
    ['machine', machine],
    ['machine, duty', machineDuty],
    ['machine, command', machine && commands],
    ['machine, label', machine && labelled],
    ['voids', voids],
    ['voids, command', voids && commands],
    ['secrecy', secrecy],
    ['secrecy, user', secrecy && user],
    ['user', user],
    ['user, command', user && commands],
  ];
}

/** One who speaks to a reader where nothing else does stands out; in a letter or a manual most sentences do. */
function companyFacts({ text, form }: ReadSegment, company: number | undefined): readonly string[] {
  const among =
    company === undefined
      ? 'alone'
      : company === 0
        ? 'the only one'
        : company < 0.3
          ? 'one of few'
          : 'one of many';
  const kind = form.imperative ? 'command' : text.endsWith('?') ? 'question' : 'talk';
  return [among, `${kind}, ${among}`];
}

/** "your answer", "your next reply", "the reply you give". */
function speaksOfAnswer(kinds: readonly number[]): boolean {
  return follows(kinds, { first: KIND.reader, second: KIND.answer, within: 3 });
}

function overlapFacts(words: readonly string[], known: WordSet, name: string): readonly string[] {
  let content = 0;
  let shared = 0;
  for (const word of words) {
    if (word.length < 4) continue;
    content += 1;
    if (known.has(word)) shared += 1;
  }
  if (content < 3) return [];
  const overlap = shared / content;
  const degree = overlap === 0 ? 'none' : overlap < 0.25 ? 'little' : overlap < 0.5 ? 'some' : 'most';
  return [`${name}: ${degree}`];
}

function capitals(segment: string): number {
  let upper = 0;
  let letters = 0;
  for (let at = 0; at < segment.length && at < 160; at += 1) {
    const code = segment.charCodeAt(at);
    if (code >= 65 && code <= 90) upper += 1;
    if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) letters += 1;
  }
  return letters < 12 ? 0 : upper / letters;
}
