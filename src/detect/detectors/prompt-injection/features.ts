// A segment as a sparse vector: hashed words, pairs of words, pieces of words, and a few facts about its place and form.

import { ANSWERS, CUES, IMPERATIVES, LEADS, PEOPLE, READER_WORDS } from './vocabulary.ts';
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
  readonly form: Form;
}

/** Linear in the segment. */
export function readSegment(text: string): ReadSegment {
  const words = withoutLeadingMarks(wordsOf(text));
  return { text, words, form: formOf(words) };
}

/** Whether a segment speaks to its reader, as far as tables of words can tell. What does not is no instruction. */
export function speaksToReader({ text, form }: ReadSegment): boolean {
  return form.imperative || form.inner || form.cues > 0 || form.reader > 0 || text.endsWith('?');
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

interface Form {
  readonly imperative: boolean;
  /** A command that begins behind a mark inside of the segment: `subject: send …`. */
  readonly inner: boolean;
  readonly cues: number;
  readonly reader: number;
}

/** Whether the segment tells its reader to do something: a verb of command at its beginning, past words that lead in. */
function formOf(words: readonly string[]): Form {
  let cues = 0;
  let reader = 0;
  let inner = false;
  for (const [at, word] of words.entries()) {
    if (CUES.has(word)) cues += 1;
    if (READER_WORDS.has(word)) reader += 1;
    if (at > 0 && BEHIND.has(words[at - 1] ?? '')) inner ||= opensCommand(words, at);
  }
  return { imperative: opensCommand(words, 0), inner, cues, reader };
}

const BEHIND = new Set([':', "'", '"', '.', '!', ';', '(', '-', '>', ',', '“', '*', '#']);

function opensCommand(words: readonly string[], from: number): boolean {
  let at = from;
  while (at < words.length && at < from + 8 && LEADS.has(words[at] ?? '')) at += 1;
  return IMPERATIVES.has(words[at] ?? '');
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

function formFacts({ text, words, form }: ReadSegment): readonly string[] {
  const { imperative, inner, cues, reader } = form;
  const destination = words.includes('@link') || words.includes('@address');
  const answer = speaksOfAnswer(words);
  const question = text.endsWith('?');
  const facts: readonly (readonly [string, boolean])[] = [
    ['imperative', imperative],
    ['inner imperative', inner],
    ['please imperative', imperative && words[0] === 'please'],
    ['cue', cues > 0],
    [`cues ${Math.min(cues, 3)}`, cues > 0],
    ['reader', reader > 0],
    ['cue to reader', cues > 0 && (imperative || reader > 0)],
    [imperative ? 'destination in imperative' : 'destination', destination],
    ['short', words.length <= 3],
    ['code', CODE.test(text)],
    ['question', question],
    ['question about nobody here', question && !words.some((word) => PEOPLE.has(word))],
    [imperative || inner ? 'orders an answer' : 'speaks of an answer', answer],
    ['capitals', words.length > 2 && capitals(text) > 0.5],
  ];
  return facts.filter(([, holds]) => holds).map(([name]) => name);
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
function speaksOfAnswer(words: readonly string[]): boolean {
  return words.some(
    (word, at) =>
      ANSWERS.has(word) && words.slice(Math.max(0, at - 3), at).some((before) => READER_WORDS.has(before)),
  );
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
