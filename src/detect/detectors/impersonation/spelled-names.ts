// Names by their letters and digits alone, found at a place of a text however they are set there.

import { fnv1a } from '../../fnv.ts';
import { isIgnored, isLetter, isPart } from './letters.ts';
import { withLooks } from './looks.ts';
import { Gaps, isClosed, isSetAs } from './setting.ts';

/** A name as letters, with what it has between them. */
interface Spelled {
  readonly agent: string;
  readonly letters: string;
  readonly own: Gaps;
}

/** A name in a text, and where it ends. */
export interface FoundName {
  readonly agent: string;
  readonly end: number;
}

/** Letters by which most words are told from all names; a name of fewer has to be nothing but letters. */
const FEW = 3;
/** Units between two letters that are set apart. */
const WIDEST = 3;
const FIRSTS = 256;
const PREFIXES = 4096;

/** A text is read where a name may begin, and there no further than one may go: linear, for names of bounded length. */
export class SpelledNames {
  readonly #known = new Map<number, Spelled>();
  readonly #firsts = new Uint8Array(FIRSTS);
  readonly #prefixes = new Uint8Array(PREFIXES);
  /** Whether a name has so many letters. */
  readonly #counts: Uint8Array;
  readonly #few: number;
  readonly #gaps: Gaps;
  /** Units between two letters of a name as it is written. */
  readonly #widest: number;

  constructor(names: readonly string[]) {
    const all = names.flatMap(spellings).filter(({ agent, letters }) => isFindable(agent, letters));
    const most = all.reduce((longest, { letters }) => Math.max(longest, letters.length), 0);
    this.#few = all.reduce((few, { letters }) => Math.min(few, letters.length), FEW);
    this.#counts = new Uint8Array(most + 1);
    this.#gaps = new Gaps(most);
    this.#widest = all.reduce((widest, { own }) => Math.max(widest, own.widest), 1);
    for (const name of all) this.#add(name);
  }

  #add(name: Spelled): void {
    const { letters } = name;
    this.#firsts[letters.charCodeAt(0) % FIRSTS] = 1;
    this.#prefixes[prefixOf(fnv1a(letters, undefined, 0, this.#few))] = 1;
    this.#counts[letters.length] = 1;
    const hash = fnv1a(letters);
    if (!this.#known.has(hash)) this.#known.set(hash, name);
  }

  /** False only for a unit that no name begins with. */
  mayBegin(code: number): boolean {
    return this.#firsts[code % FIRSTS] === 1;
  }

  /** The longest name that stands at a place of a text, which is in lower case. ATTACKER-CONTROLLED: the text. */
  at(text: string, start: number): FoundName | undefined {
    const gaps = this.#gaps;
    const most = this.#counts.length - 1;
    let found: FoundName | undefined;
    let hash = fnv1a('');
    let gap = 0;
    for (let at = start, letters = 0; letters < most && gap <= WIDEST && at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (!isLetter(code)) {
        gap += this.#between(code, letters, gap);
        continue;
      }
      gaps.widen(letters, gap);
      gap = 0;
      letters += 1;
      hash = fnv1a(text, hash, at, at + 1);
      if (letters === this.#few && this.#prefixes[prefixOf(hash)] === 0) return undefined;
      if (this.#counts[letters] === 1) found = this.#named(hash, letters, text, at + 1) ?? found;
    }
    return found;
  }

  /** What a unit adds to the gap before the next letter: too much where no name goes on behind it. */
  #between(code: number, letters: number, gap: number): number {
    if (isIgnored(code)) return 0;
    if (gap === 0) this.#gaps.open(letters, code);
    return gap >= this.#widest && letters > 1 && isClosed(letters, this.#gaps) ? WIDEST : 1;
  }

  #named(hash: number, letters: number, text: string, end: number): FoundName | undefined {
    const name = this.#known.get(hash);
    if (name?.letters.length !== letters || isPart(text, end, 1)) return undefined;
    return isSetAs(letters, name.own, this.#gaps) ? { agent: name.agent, end } : undefined;
  }
}

function prefixOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (PREFIXES - 1);
}

function isFindable(agent: string, letters: string): boolean {
  return letters.length >= FEW || (letters !== '' && letters.length === agent.length);
}

/** A name as it is written, and as it looks. */
function spellings(agent: string): readonly Spelled[] {
  const lower = agent.toLowerCase();
  const looks = withLooks(lower);
  return (looks === lower ? [lower] : [lower, looks]).map((form) => spelled(agent, form));
}

function spelled(agent: string, form: string): Spelled {
  const own = new Gaps(form.length);
  let letters = '';
  let gap = 0;
  for (let at = 0; at < form.length; at += 1) {
    const code = form.charCodeAt(at);
    if (isLetter(code)) {
      own.widen(letters.length, letters === '' ? 0 : gap);
      letters += form.charAt(at);
      gap = 0;
    } else if (!isIgnored(code)) {
      if (gap === 0) own.open(letters.length, code);
      gap += 1;
    }
  }
  return { agent, letters, own };
}
