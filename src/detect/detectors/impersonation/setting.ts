// How the letters of a name are set in a text: in one, broken once, or each apart from the next.

/** What stands before a letter: how many units, and the first of them. */
export class Gaps {
  readonly #lengths: Uint8Array;
  readonly #units: Uint16Array;

  constructor(letters: number) {
    this.#lengths = new Uint8Array(letters);
    this.#units = new Uint16Array(letters);
  }

  /** The first unit before a letter. */
  open(letter: number, unit: number): void {
    this.#units[letter] = unit;
  }

  /** How many units stand before it; what they are counts only where there are any. */
  widen(letter: number, length: number): void {
    this.#lengths[letter] = length;
  }

  get widest(): number {
    return Math.max(...this.#lengths);
  }

  lengthAt(letter: number): number {
    return this.#lengths[letter] ?? 0;
  }

  unitAt(letter: number): number {
    return this.#units[letter] ?? 0;
  }
}

/** Names of fewer letters are words of other sentences as soon as they are set in another way. */
const APART = 4;
const BROKEN = 5;
const SPACED = 6;

const BLANK = 0x20;
const BACKSLASH = 0x5c;
const LINE_END = 0x0a;
/** Blank, hyphen, underscore: what stands between two words of a name, whichever it has there itself. */
const JOINTS: ReadonlySet<number> = new Set([BLANK, 0x2d, 0x5f]);
/** What breaks a word: a hyphen of some kind, an underscore, a stop, a dot. */
const BREAKS: ReadonlySet<number> = new Set([0x2d, 0x5f, 0x2e, 0xb7, 0x2010, 0x2011]);

/** Whether so many letters, of a name with these gaps of its own, are set as somebody would who means that name. */
export function isSetAs(letters: number, own: Gaps, gaps: Gaps): boolean {
  return isOneWord(letters, own, gaps) || isApart(letters, own, gaps);
}

/** Whether a second unit before a letter ends every name: its letters are not set apart, and nothing is escaped here. */
export function isClosed(letter: number, gaps: Gaps): boolean {
  return gaps.lengthAt(1) === 0 && gaps.unitAt(letter) !== BACKSLASH;
}

/** As the roster has it, with other joints or none, or broken at one place. */
function isOneWord(letters: number, own: Gaps, gaps: Gaps): boolean {
  let breaks = 0;
  for (let letter = 1; letter < letters; letter += 1) {
    const isJoint = own.lengthAt(letter) > 0;
    if (isJoint ? isJoined(letter, own, gaps) || opens(letters, letter, gaps) : gaps.lengthAt(letter) === 0)
      continue;
    breaks += 1;
    if (isJoint || breaks > 1 || !isBreak(letters, letter, gaps)) return false;
  }
  return true;
}

/** A joint as it is written by people, and escaped as in Markdown. */
function isJoined(letter: number, own: Gaps, gaps: Gaps): boolean {
  const length = gaps.lengthAt(letter);
  const unit = gaps.unitAt(letter);
  if (length === own.lengthAt(letter) && unit === own.unitAt(letter)) return true;
  return (length === 1 && JOINTS.has(unit)) || (length === 2 && unit === BACKSLASH);
}

/** Two words of a name written as one. */
function opens(letters: number, letter: number, gaps: Gaps): boolean {
  return letters >= SPACED && gaps.lengthAt(letter) === 0;
}

function isBreak(letters: number, letter: number, gaps: Gaps): boolean {
  if (gaps.lengthAt(letter) > 1) return false;
  const unit = gaps.unitAt(letter);
  return unit === BLANK ? letters >= SPACED : letters >= BROKEN && BREAKS.has(unit);
}

/** The same between any two letters of a word, and something between two words. */
function isApart(letters: number, own: Gaps, gaps: Gaps): boolean {
  if (letters < APART) return false;
  let set = 0;
  for (let letter = 1; letter < letters; letter += 1) {
    if (gaps.lengthAt(letter) === 0 || gaps.unitAt(letter) === LINE_END) return false;
    if (own.lengthAt(letter) > 0) continue;
    if (set === 0) set = letter;
    if (gaps.lengthAt(letter) !== gaps.lengthAt(set) || gaps.unitAt(letter) !== gaps.unitAt(set))
      return false;
  }
  return true;
}
