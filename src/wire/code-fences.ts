// Finds the fenced blocks that some AutoGen executor would run while the text is still arriving: in AutoGen, text is an action.

import { interpreterOf, isBlank, Unit } from './fence-grammar.ts';
import { createFenceHeader, stepLineHeader, stepSpacedHeader } from './fence-header.ts';
import { createTextTail } from './text-tail.ts';

/** One block. Offsets are UTF-16 units of the whole text, fences included. */
export interface FencedBlock {
  /** As written; '' where the fence names none. */
  readonly language: string;
  readonly code: string;
  readonly start: number;
  readonly end: number;
}

/**
 * An incremental search. INVARIANT: the blocks do not depend on how the text is split, and time is linear in the text.
 *
 * The blocks are the union of what three patterns find: that of AutoGen 0.2 and AG2 (line-wise), that of AutoGen 0.4
 * (any language, spaces and line feeds allowed before its name) and that of 0.6 and later, which takes only configured
 * languages: for it every fence with a language that an executor knows counts, whichever of them are configured.
 * Where several patterns find the same code in the same place it is one block.
 */
export interface FenceScanner {
  push(text: string): void;
  /** As `push`, but stops behind the fence that completes a block. Returns how many units it took; the rest is to be given again. */
  pushToBlock(text: string): number;
  /** The text is complete: fences that are still open hold nothing that an executor would run. */
  end(): void;
  /**
   * The text from `start` to here, where a block was just completed, gives way to other text before anybody sees it: to a
   * block again (`fenced`), or to a text without backtick and line feed that begins with no letter, space, `+` or `-`.
   * False where a reader of the new text would see other blocks than this scanner goes on to find: then do not replace.
   */
  replaceFrom(start: number, fenced: boolean): boolean;
  /** The blocks found so far, in the order of their ends. */
  readonly blocks: readonly FencedBlock[];
  /** No block can still begin, or be open, below this offset. */
  readonly safeUntil: number;
}

/** A block under way: the header was read, the closing fence was not. */
interface OpenBlock {
  readonly start: number;
  readonly codeStart: number;
  readonly language: string;
}

/** What one pattern is doing; patterns do not overlap themselves, so each looks again only from where its last block ended. */
interface Pattern {
  open: OpenBlock | undefined;
  /** Where the header under way began, or -1. */
  candidate: number;
  searchFrom: number;
}

function createPattern(): Pattern {
  return { open: undefined, candidate: -1, searchFrom: 0 };
}

const FENCE = 3;
const NONE = -1;

export function createFenceScanner(): FenceScanner {
  return new Scanner();
}

/** All blocks of a complete text. */
export function findFences(text: string): readonly FencedBlock[] {
  const scanner = createFenceScanner();
  scanner.push(text);
  return scanner.blocks;
}

class Scanner implements FenceScanner {
  readonly blocks: FencedBlock[] = [];
  readonly #tail = createTextTail();
  /** Offset of the next unit. */
  #offset = 0;
  /** Backticks in a row right before `#offset`. */
  #run = 0;
  readonly #lines = createPattern();
  readonly #spaced = createPattern();
  readonly #known = createPattern();
  #lineHeader = createFenceHeader();
  #spacedHeader = createFenceHeader();
  /** True where a line feed follows the backticks at once: then they open an unnamed block if no name follows. */
  #bare = false;
  /** Where the code of the line-wise block would end if a fence came now, or NONE. */
  #lineCodeEnd = NONE;
  #afterCarriageReturn = false;

  get safeUntil(): number {
    if (this.#isIdle()) return this.#offset;
    let safe = this.#offset - Math.min(this.#run, FENCE);
    for (const { open, candidate } of [this.#lines, this.#spaced, this.#known]) {
      if (open !== undefined && open.start < safe) safe = open.start;
      if (candidate !== NONE && candidate < safe) safe = candidate;
    }
    return safe;
  }

  push(text: string): void {
    let taken = this.pushToBlock(text);
    while (taken < text.length) taken += this.pushToBlock(text.slice(taken));
  }

  pushToBlock(text: string): number {
    const base = this.#offset;
    let i = this.#skipProse(text, 0);
    if (i < text.length) {
      const found = this.blocks.length;
      this.#tail.append(text, base);
      while (i < text.length && this.blocks.length === found) {
        this.#step(text.charCodeAt(i), base + i);
        i = this.#skipProse(text, i + 1);
      }
    }
    this.#offset = base + i;
    if (this.#isIdle()) this.#tail.clear();
    return i;
  }

  end(): void {
    for (const pattern of [this.#lines, this.#spaced, this.#known]) {
      pattern.open = undefined;
      pattern.candidate = NONE;
    }
    this.#run = 0;
    this.#tail.clear();
  }

  replaceFrom(start: number, fenced: boolean): boolean {
    if (fenced && this.#lines.open !== undefined) return false;
    for (let k = this.blocks.length - 1; k >= 0; k--) {
      const block = this.blocks[k];
      if (block === undefined || block.end <= start) break;
      if (block.start < start) return false;
    }
    if (fenced) return true;
    if (this.#lines.open !== undefined && this.#lines.open.start >= start) this.#lines.open = undefined;
    this.#lineCodeEnd = NONE;
    this.#run = 0;
    return true;
  }

  #isIdle(): boolean {
    return (
      this.#run === 0 &&
      this.#isClosed(this.#lines) &&
      this.#isClosed(this.#spaced) &&
      this.#isClosed(this.#known)
    );
  }

  #isClosed(pattern: Pattern): boolean {
    return pattern.open === undefined && pattern.candidate === NONE;
  }

  /** From `i` to the next unit that matters. */
  #skipProse(text: string, i: number): number {
    if (!this.#isIdle()) return i;
    const next = text.indexOf('`', i);
    return next === -1 ? text.length : next;
  }

  #step(unit: number, at: number): void {
    if (unit === Unit.backtick) {
      this.#tick(at);
      return;
    }
    const run = this.#run;
    this.#run = 0;
    if (run >= FENCE) this.#begin(at - FENCE, unit);
    if (this.#lines.open !== undefined) this.#followLine(unit, at, run);
    if (this.#lines.candidate !== NONE) this.#readLineHeader(unit, at);
    if (this.#known.candidate !== NONE) this.#readSpacedHeader(unit, at);
  }

  /** Backticks end every header; three of them close what may be closed here. */
  #tick(at: number): void {
    this.#run++;
    this.#afterCarriageReturn = false;
    if (this.#run === 1) {
      this.#lines.candidate = NONE;
      this.#dropSpacedHeader();
    }
    if (this.#run !== FENCE) return;
    const end = at + 1;
    const first = this.blocks.length;
    if (this.#lineCodeEnd !== NONE) {
      this.#close(this.#lines, this.#lineCodeEnd, { end, first });
      this.#lineCodeEnd = NONE;
    }
    this.#close(this.#spaced, end - FENCE, { end, first });
    this.#close(this.#known, end - FENCE, { end, first });
  }

  /** `first` is the index from which blocks end here: the same code that another pattern found is not listed again. */
  #close(pattern: Pattern, codeEnd: number, { end, first }: { end: number; first: number }): void {
    const { open } = pattern;
    if (open === undefined) return;
    pattern.open = undefined;
    pattern.searchFrom = end;
    const { start, codeStart, language } = open;
    const code = this.#tail.slice(codeStart, codeEnd);
    for (let k = first; k < this.blocks.length; k++) {
      const other = this.blocks[k];
      if (other?.start === start && other.language === language && other.code.trimEnd() === code.trimEnd())
        return;
    }
    this.blocks.push({ language, code, start, end });
  }

  /** The last three of a run of backticks open a block if a header follows; `unit` is the first after them. */
  #begin(start: number, unit: number): void {
    for (const pattern of [this.#lines, this.#spaced]) {
      if (pattern.open === undefined && start >= pattern.searchFrom) pattern.candidate = start;
    }
    this.#known.candidate = start;
    this.#lineHeader = createFenceHeader();
    this.#spacedHeader = createFenceHeader();
    this.#bare = unit === Unit.newline;
  }

  #readLineHeader(unit: number, at: number): void {
    const step = stepLineHeader(this.#lineHeader, unit, at);
    if (step === 'more') return;
    if (step === 'open') {
      const { nameStart, nameEnd } = this.#lineHeader;
      const language = this.#tail.slice(nameStart, nameEnd);
      this.#lines.open = { start: this.#lines.candidate, codeStart: at + 1, language };
      this.#lineCodeEnd = NONE;
      this.#afterCarriageReturn = false;
    }
    this.#lines.candidate = NONE;
  }

  #readSpacedHeader(unit: number, at: number): void {
    const step = stepSpacedHeader(this.#spacedHeader, unit, at);
    if (step === 'more') return;
    if (step === 'dead') {
      this.#dropSpacedHeader();
      return;
    }
    const { nameStart, nameEnd } = this.#spacedHeader;
    const language = this.#tail.slice(nameStart, nameEnd);
    if (this.#spaced.candidate !== NONE) {
      this.#spaced.open = { start: this.#spaced.candidate, codeStart: at + 1, language };
    }
    if (interpreterOf(language) !== undefined) {
      this.#known.open = { start: this.#known.candidate, codeStart: at + 1, language };
    }
    this.#spaced.candidate = NONE;
    this.#known.candidate = NONE;
  }

  /** No name followed: the backticks open an unnamed block if a line feed stood right behind them. */
  #dropSpacedHeader(): void {
    const start = this.#spaced.candidate;
    if (start !== NONE && this.#bare)
      this.#spaced.open = { start, codeStart: start + FENCE + 1, language: '' };
    this.#spaced.candidate = NONE;
    this.#known.candidate = NONE;
  }

  /** Keeps `\r?\n[ \t]*` in sight: what must stand before a fence that closes a line-wise block. */
  #followLine(unit: number, at: number, run: number): void {
    if (unit === Unit.newline) this.#lineCodeEnd = this.#afterCarriageReturn ? at - 1 : at;
    else if (run > 0 || !isBlank(unit)) this.#lineCodeEnd = NONE;
    this.#afterCarriageReturn = unit === Unit.carriageReturn;
  }
}
