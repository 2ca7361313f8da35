// A segment as a sparse vector: hashed words, pairs of words, pieces of words, and a few facts about its place and form.

import { fnv1a, PRIME } from '../../fnv.ts';
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

function bucket(value: number): number {
  const mixed = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) & (BUCKETS - 1);
}

const UNIGRAM = fnv1a('w:');
const BIGRAM = fnv1a('b:');
const SKIP = fnv1a('s:');
const FIRST = fnv1a('f:');
const PIECE = fnv1a('p:');
const FACT = fnv1a('x:');
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
  /** A bit for each bucket. */
  readonly #seen = new Uint32Array(BUCKETS / 32);
  #list: number[] = [];

  add(index: number): void {
    const word = index >> 5;
    const known = this.#seen[word] ?? 0;
    const bit = 1 << (index & 31);
    if ((known & bit) !== 0) return;
    this.#seen[word] = known | bit;
    this.#list.push(index);
  }

  /** What was added since the last taking, each once. */
  take(): number[] {
    const taken = this.#list;
    for (const index of taken) this.#seen[index >> 5] = 0;
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
    const print = fnv1a(word);
    buckets.add(bucket(print ^ UNIGRAM));
    buckets.add(bucket(Math.imul(before, PRIME) ^ print ^ BIGRAM));
    if (beforeThat !== 0) buckets.add(bucket(Math.imul(beforeThat, PRIME) ^ print ^ SKIP));
    addPieces(buckets, word);
    beforeThat = before;
    before = print;
  }
  buckets.add(bucket(fnv1a(words.slice(0, 3).join(' '), FIRST)));
  const indices = buckets.take();
  const scale = 1 / Math.sqrt(Math.max(24, indices.length));
  // Facts weigh more than single words: each counts as several.
  for (const fact of factsOf(segment, context)) {
    const index = bucket(fnv1a(fact, FACT));
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

/** The pieces of `_word_`. */
function addPieces(buckets: Buckets, word: string): void {
  if (word.length < PIECE_LENGTH || word.charCodeAt(0) === 0x40) return;
  let first = EDGE;
  let second = word.charCodeAt(0);
  let third = word.charCodeAt(1);
  for (let at = PIECE_LENGTH - 2; at <= word.length; at += 1) {
    const last = at < word.length ? word.charCodeAt(at) : EDGE;
    let value = Math.imul(PIECE ^ first, PRIME);
    value = Math.imul(value ^ second, PRIME);
    value = Math.imul(value ^ third, PRIME);
    buckets.add(bucket(Math.imul(value ^ last, PRIME)));
    first = second;
    second = third;
    third = last;
  }
}

const EDGE = 0x5f;

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
  return {
    imperative: opensCommand(kinds, 0),
    inner: (any & KIND.mark) !== 0 && commandsBehindMark(kinds),
    cues,
    reader,
    machine: (any & KIND.machine) !== 0,
    machineDuty:
      (any & KIND.machine) !== 0 && follows(kinds, { first: KIND.machine, second: KIND.duty, within: 96 }),
    voids:
      (any & KIND.voids) !== 0 &&
      follows(kinds, { first: KIND.voids, second: KIND.earlier, within: VOID_REACH }),
    secrecy:
      (any & KIND.denies) !== 0 &&
      follows(kinds, { first: KIND.denies, second: KIND.tells, within: DENIAL_REACH }),
    user: (any & KIND.user) !== 0,
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
  const facts = ['bias'];
  const { imperative, inner } = read.form;
  addWordFacts(facts, read);
  addShapeFacts(facts, read, imperative || inner);
  addIntentFacts(facts, read, imperative || inner);
  addCompanyFacts(facts, read, company);
  if (task !== undefined) addOverlap(facts, `of the task${speaks}`, overlapOf(read.words, task));
  if (around !== undefined) addOverlap(facts, `of the text${speaks}`, overlapOf(read.words, around));
  return facts;
}

function addIf(facts: string[], holds: boolean, name: string): void {
  if (holds) facts.push(name);
}

function addWordFacts(facts: string[], { words, form }: ReadSegment): void {
  const { imperative, inner, cues, reader } = form;
  addIf(facts, imperative, 'imperative');
  addIf(facts, inner, 'inner imperative');
  addIf(facts, imperative && words[0] === 'please', 'please imperative');
  if (cues > 0) facts.push('cue', `cues ${Math.min(cues, 3)}`);
  addIf(facts, reader > 0, 'reader');
  addIf(facts, cues > 0 && (imperative || reader > 0), 'cue to reader');
  const destination = words.includes('@link') || words.includes('@address');
  addIf(facts, destination, imperative ? 'destination in imperative' : 'destination');
}

function addShapeFacts(facts: string[], { text, words, kinds }: ReadSegment, commands: boolean): void {
  const question = text.endsWith('?');
  addIf(facts, words.length <= 3, 'short');
  addIf(facts, CODE.test(text), 'code');
  addIf(facts, FRAMED.test(text), 'framed');
  addIf(facts, words.some(namesFunction), 'names a function');
  addIf(facts, question, 'question');
  addIf(facts, question && !kinds.some(isPerson), 'question about nobody here');
  addIf(facts, speaksOfAnswer(kinds), commands ? 'orders an answer' : 'speaks of an answer');
  addIf(facts, words.length > 2 && capitals(text) > 0.5, 'capitals');
}

function namesFunction(word: string): boolean {
  return word.length > 4 && word.indexOf('_', 1) > 0;
}

function isPerson(kind: number): boolean {
  return (kind & KIND.person) !== 0;
}

function addIntentFacts(facts: string[], { text, form }: ReadSegment, commands: boolean): void {
  const { machine, machineDuty, voids, secrecy, user } = form;
  const labelled = LABELLED.test(text);
  addIf(facts, labelled, 'labelled');
  addIf(facts, machine, 'machine');
  addIf(facts, machineDuty, 'machine, duty');
  addIf(facts, machine && commands, 'machine, command');
  addIf(facts, machine && labelled, 'machine, label');
  addIf(facts, voids, 'voids');
  addIf(facts, voids && commands, 'voids, command');
  addIf(facts, secrecy, 'secrecy');
  addIf(facts, secrecy && user, 'secrecy, user');
  addIf(facts, user, 'user');
  addIf(facts, user && commands, 'user, command');
}

/** One who speaks to a reader where nothing else does stands out; in a letter or a manual most sentences do. */
function addCompanyFacts(facts: string[], { text, form }: ReadSegment, company: number | undefined): void {
  const among =
    company === undefined
      ? 'alone'
      : company === 0
        ? 'the only one'
        : company < 0.3
          ? 'one of few'
          : 'one of many';
  const kind = form.imperative ? 'command' : text.endsWith('?') ? 'question' : 'talk';
  facts.push(among, `${kind}, ${among}`);
}

/** "your answer", "your next reply", "the reply you give". */
function speaksOfAnswer(kinds: readonly number[]): boolean {
  return follows(kinds, { first: KIND.reader, second: KIND.answer, within: 3 });
}

/** The part of the words that are known; undefined where there are too few to say. */
function overlapOf(words: readonly string[], known: WordSet): number | undefined {
  let content = 0;
  let shared = 0;
  for (const word of words) {
    if (word.length < 4) continue;
    content += 1;
    if (known.has(word)) shared += 1;
  }
  return content < 3 ? undefined : shared / content;
}

function addOverlap(facts: string[], name: string, overlap: number | undefined): void {
  if (overlap === undefined) return;
  const degree = overlap === 0 ? 'none' : overlap < 0.25 ? 'little' : overlap < 0.5 ? 'some' : 'most';
  facts.push(`${name}: ${degree}`);
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
