// Replaces parts of a text and remembers where everything came from, so that what is found can be put back in place.

import type { TextSpan } from '../domain/index.ts';

export interface Rewriting {
  readonly text: string;
  /** The span of the source that a span of `text` stands for; a replaced part stands as a whole. */
  toSource(span: TextSpan): TextSpan;
}

/** Where a piece begins in the new text, and where in the source; its end there, or 0 where it is a copy. */
const FIELDS = 3;
const COPY = 0;
/** Pieces that there is room for at first. */
const FIRST_PIECES = 8;

/** Collects replacements, in order and apart from each other. Costs what is replaced, and one copy of the text. */
export class Rewriter {
  readonly #source: string;
  #pieces = EMPTY_PIECES;
  /** Fields of pieces that are filled. */
  #filled = 0;
  #units: Uint16Array;
  #length = 0;
  #copied = 0;

  constructor(source: string) {
    this.#source = source;
    this.#units = EMPTY;
  }

  replace(from: number, to: number, replacement: string): void {
    if (this.#units === EMPTY) this.#units = new Uint16Array(this.#source.length);
    this.#copy(from);
    this.#copied = to;
    if (replacement === '') return;
    this.#piece(from, to);
    this.#write(replacement, 0, replacement.length);
  }

  /** Undefined when nothing was replaced. */
  rewriting(): Rewriting | undefined {
    if (this.#copied === 0) return undefined;
    this.#piece(this.#copied, COPY);
    const pieces = this.#pieces.subarray(0, this.#filled);
    this.#write(this.#source, this.#copied, this.#source.length);
    const text = Buffer.from(this.#units.buffer, 0, 2 * this.#length).toString('utf16le');
    return { text, toSource: (span) => sourceSpan(pieces, span) };
  }

  #copy(to: number): void {
    if (to === this.#copied) return;
    this.#piece(this.#copied, COPY);
    this.#write(this.#source, this.#copied, to);
  }

  #piece(from: number, to: number): void {
    if (this.#filled === this.#pieces.length) {
      const pieces = new Uint32Array(Math.max(FIELDS * FIRST_PIECES, 2 * this.#filled));
      pieces.set(this.#pieces);
      this.#pieces = pieces;
    }
    this.#pieces[this.#filled] = this.#length;
    this.#pieces[this.#filled + 1] = from;
    this.#pieces[this.#filled + 2] = to;
    this.#filled += FIELDS;
  }

  #write(text: string, from: number, to: number): void {
    const end = this.#length + to - from;
    if (end > this.#units.length) this.#grow(end);
    const units = this.#units;
    const shift = this.#length - from;
    for (let at = from; at < to; at += 1) units[at + shift] = text.charCodeAt(at);
    this.#length = end;
  }

  #grow(least: number): void {
    const units = new Uint16Array(Math.max(least, 2 * this.#units.length));
    units.set(this.#units);
    this.#units = units;
  }
}

const EMPTY = new Uint16Array(0);
const EMPTY_PIECES = new Uint32Array(0);

function sourceSpan(pieces: Uint32Array, { start, end }: TextSpan): TextSpan {
  const from = placeOf(pieces, start, 'start');
  return { start: from, end: end > start ? placeOf(pieces, end - 1, 'end') : from };
}

/** Where a character of the new text, or the piece that replaces it, starts or ends in the source. */
function placeOf(pieces: Uint32Array, offset: number, edge: 'start' | 'end'): number {
  const piece = FIELDS * pieceAt(pieces, offset);
  const at = pieces[piece] ?? 0;
  const from = pieces[piece + 1] ?? 0;
  const to = pieces[piece + 2] ?? COPY;
  if (edge === 'start') return to === COPY ? from + offset - at : from;
  return to === COPY ? from + offset - at + 1 : to;
}

/** The last piece that begins at or before the offset. */
function pieceAt(pieces: Uint32Array, offset: number): number {
  let low = 0;
  let high = pieces.length / FIELDS - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[FIELDS * middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
