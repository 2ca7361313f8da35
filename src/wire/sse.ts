// Cuts a stream of bytes into server-sent events, each with its exact bytes, wherever the network cut it.

import { readSseContent } from './sse-lines.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BEFORE = Buffer.from('data: ');
const AFTER = Buffer.from('\n\n');

export interface SseEvent {
  /** Every byte of the event, its blank line included. A view of what was pushed where the event lay in one piece. */
  readonly raw: Uint8Array;
  /** The data to be parsed; undefined for comments, blank lines, and events without data. */
  readonly data: Uint8Array | undefined;
  /** True where all clients read `raw` the same way. Release any other event as `frameSse(data)`. */
  readonly plain: boolean;
  /** Offset in the stream after this event. */
  readonly end: number;
}

/** Incremental splitter. INVARIANT: the events do not depend on how the bytes are split. */
export interface SseSplitter {
  /** The bytes are kept, not copied: do not reuse their buffer. */
  push(bytes: Uint8Array): void;
  /** No more bytes will come: what is left counts as an event, not a plain one. */
  end(): void;
  /** The next whole event, `wait` while there is none, `end` after the last one, `too_large` beyond the limit: then stop. */
  next(): SseEvent | 'wait' | 'end' | 'too_large';
}

export interface SseLimits {
  readonly maxEventBytes: number;
}

/** The event that carries `data`, in the one form that every client reads alike. `data` must hold no line end. */
export function frameSse(data: Uint8Array): Uint8Array {
  return Buffer.concat([BEFORE, data, AFTER]);
}

export function createSseSplitter(limits: SseLimits): SseSplitter {
  return new Splitter(limits.maxEventBytes);
}

const NOWHERE = Number.POSITIVE_INFINITY;

class Splitter implements SseSplitter {
  readonly #maxEventBytes: number;
  #queue: Uint8Array[] = [];
  #queued = 0;
  #ended = false;
  /** The piece being read: its event under way began at `#start`, bytes before `#at` were looked at. */
  #piece: Uint8Array = new Uint8Array(0);
  #start = 0;
  #at = 0;
  /** What earlier pieces held of the event under way: the first `#carried` bytes. */
  #carry = new Uint8Array(0);
  #carried = 0;
  /** Stream offset of the event under way. */
  #offset = 0;
  /** The next LF and CR in `#piece` at or after `#at`, so that neither is searched for twice; -1 when not yet searched. */
  #newline = -1;
  #carriageReturn = -1;
  #lineIsEmpty = true;
  /** Lines of the event under way that are not blank, and whether a CR ended one. */
  #lines = 0;
  #sawCarriageReturn = false;
  /** A CR was the last byte: a LF after it belongs to it. */
  #afterCarriageReturn = false;
  /** That CR ended a blank line. */
  #closing = false;

  constructor(maxEventBytes: number) {
    this.#maxEventBytes = maxEventBytes;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#queue.push(bytes);
  }

  end(): void {
    this.#ended = true;
  }

  next(): SseEvent | 'wait' | 'end' | 'too_large' {
    for (;;) {
      const end = this.#findEnd();
      if (end !== -1) return this.#take(end);
      this.#setAside();
      if (this.#carried > this.#maxEventBytes) return 'too_large';
      if (!this.#nextPiece()) break;
    }
    if (!this.#ended) return 'wait';
    return this.#carried === 0 ? 'end' : this.#take(this.#start);
  }

  /** The offset in the piece after the event's last byte, or -1. */
  #findEnd(): number {
    while (this.#at < this.#piece.length) {
      if (!this.#afterCarriageReturn) this.#passLine();
      else this.#passLineFeed();
      if (this.#closing && !this.#afterCarriageReturn) return this.#at;
    }
    return -1;
  }

  #passLine(): void {
    const lineEnd = this.#findLineEnd();
    if (lineEnd === NOWHERE) {
      this.#lineIsEmpty = false;
      this.#at = this.#piece.length;
      return;
    }
    this.#closing = this.#lineIsEmpty && lineEnd === this.#at;
    this.#lineIsEmpty = true;
    this.#afterCarriageReturn = this.#piece[lineEnd] === CARRIAGE_RETURN;
    this.#sawCarriageReturn ||= this.#afterCarriageReturn;
    if (!this.#closing) this.#lines++;
    this.#at = lineEnd + 1;
  }

  /** Behind a CR: takes the LF that belongs to it. */
  #passLineFeed(): void {
    this.#afterCarriageReturn = false;
    if (this.#piece[this.#at] === NEWLINE) this.#at++;
  }

  #findLineEnd(): number {
    if (this.#piece[this.#at] === NEWLINE) return this.#at;
    if (this.#newline < this.#at) this.#newline = this.#indexOf(NEWLINE);
    if (this.#carriageReturn < this.#at) this.#carriageReturn = this.#indexOf(CARRIAGE_RETURN);
    return Math.min(this.#newline, this.#carriageReturn);
  }

  #indexOf(byte: number): number {
    const found = this.#piece.indexOf(byte, this.#at);
    return found === -1 ? NOWHERE : found;
  }

  #take(end: number): SseEvent | 'too_large' {
    const raw = this.#join(end);
    if (raw.length > this.#maxEventBytes) return 'too_large';
    const { data, plain } = readSseContent(raw, {
      isFirst: this.#offset === 0,
      isOneLine: this.#closing && this.#lines === 1 && !this.#sawCarriageReturn,
    });
    this.#lines = 0;
    this.#sawCarriageReturn = false;
    this.#start = end;
    this.#offset += raw.length;
    this.#closing = false;
    return { raw, data, plain, end: this.#offset };
  }

  #join(end: number): Uint8Array {
    const last = this.#piece.subarray(this.#start, end);
    if (this.#carried === 0) return last;
    const raw = Buffer.concat([this.#carry.subarray(0, this.#carried), last]);
    this.#carry = new Uint8Array(0);
    this.#carried = 0;
    return raw;
  }

  /** Puts the unfinished rest of the piece aside. Linear over all pieces, because the room for it doubles. */
  #setAside(): void {
    if (this.#start === this.#piece.length) return;
    const rest = this.#piece.subarray(this.#start);
    const needed = this.#carried + rest.length;
    if (needed > this.#carry.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#carry.length));
      larger.set(this.#carry.subarray(0, this.#carried));
      this.#carry = larger;
    }
    this.#carry.set(rest, this.#carried);
    this.#carried = needed;
    this.#start = this.#piece.length;
  }

  #nextPiece(): boolean {
    const piece = this.#queue[this.#queued];
    if (piece === undefined) {
      if (this.#queued > 0) this.#queue = [];
      this.#queued = 0;
      return false;
    }
    this.#queued++;
    this.#piece = piece;
    this.#start = 0;
    this.#at = 0;
    this.#newline = -1;
    this.#carriageReturn = -1;
    return true;
  }
}
