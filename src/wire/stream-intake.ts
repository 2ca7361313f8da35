// What the upstream of a streamed reply says, event by event: read, put together, and brought into one form.

import { type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import { type ChoiceAssembly, createChoiceAssembly } from './choice-assembly.ts';
import type { HeldEvent } from './held-events.ts';
import { spliceJson } from './json-splice.ts';
import { type ReplyLimits, readUsage, type TokenUsage } from './reply-choice.ts';
import { createSseSplitter, frameSse, type SseEvent } from './sse.ts';
import { type ChunkPart, isUnambiguous, readChunk, splitChunk } from './stream-chunk.ts';

export interface ReplyStreamOptions extends ReplyLimits {
  /** A policy could act on the text: everything waits for the finish gate. So does every reply with several choices. */
  readonly holdText: boolean;
  /** How many choices the request asked for. */
  readonly choices: number;
  readonly maxReplyBytes: number;
  readonly maxEventBytes: number;
}

/** The upstream sent an error event. `bytes` is that event. */
export interface UpstreamError {
  readonly kind: 'upstream_error';
  readonly error: JsonValue;
  readonly bytes: Uint8Array;
}

/** No reply that all clients would understand alike, or (`tooLarge`) more of it than allowed. `why` never holds content. */
export interface InvalidStream {
  readonly kind: 'invalid';
  readonly why: string;
  readonly tooLarge: boolean;
}

export type IntakeStep =
  | { readonly kind: 'wait' }
  /** Nothing for a client to act on. */
  | { readonly kind: 'comment'; readonly bytes: Uint8Array }
  /** One chunk as the events to release, none where clients must not see it; `text` is what it adds to the first choice. */
  | { readonly kind: 'chunk'; readonly events: readonly HeldEvent[]; readonly text: string }
  /** Complete. `done` is the event that ends the stream. */
  | { readonly kind: 'end'; readonly done: Uint8Array }
  | UpstreamError
  | InvalidStream;

export interface StreamIntake {
  push(bytes: Uint8Array): void;
  end(): void;
  /** The next event; not called again after the last three kinds. */
  next(): IntakeStep;
  readonly assemblies: readonly ChoiceAssembly[];
  readonly usage: TokenUsage | undefined;
  readonly bytesSeen: number;
  /** The latest chunk about a choice: chunks of our own borrow its id, model and time. */
  readonly template: JsonObject | undefined;
}

export function createStreamIntake(options: ReplyStreamOptions): StreamIntake {
  return new Intake(options);
}

const DONE = Buffer.from('[DONE]');
const WAIT: IntakeStep = { kind: 'wait' };
const NOTHING: IntakeStep = { kind: 'chunk', events: [], text: '' };

interface Chunk {
  readonly event: SseEvent;
  readonly data: Uint8Array;
  readonly body: JsonObject;
  readonly parts: readonly ChunkPart[];
  readonly hasUsage: boolean;
}

class Intake implements StreamIntake {
  readonly assemblies: ChoiceAssembly[] = [];
  usage: TokenUsage | undefined;
  template: JsonObject | undefined;
  bytesSeen = 0;
  readonly #options: ReplyStreamOptions;
  readonly #holdsAll: boolean;
  readonly #splitter;
  readonly #byIndex = new Map<number, ChoiceAssembly>();

  constructor(options: ReplyStreamOptions) {
    this.#options = options;
    this.#holdsAll = options.holdText || options.choices > 1;
    this.#splitter = createSseSplitter(options);
  }

  push(bytes: Uint8Array): void {
    this.bytesSeen += bytes.length;
    this.#splitter.push(bytes);
  }

  end(): void {
    this.#splitter.end();
  }

  next(): IntakeStep {
    const event = this.#splitter.next();
    if (event === 'too_large') return tooLarge('an event is too large');
    if (event === 'end') return this.#finish(frameSse(DONE));
    // What is not a whole event yet can already be too much.
    const size = event === 'wait' ? this.bytesSeen : event.end;
    if (size > this.#options.maxReplyBytes) return tooLarge('the reply is too large');
    return event === 'wait' ? WAIT : this.#readEvent(event);
  }

  #readEvent(event: SseEvent): IntakeStep {
    const { raw, data, plain } = event;
    if (data === undefined) return plain ? { kind: 'comment', bytes: raw } : NOTHING;
    if (isDone(data)) return this.#finish(plain && data.length === DONE.length ? raw : frameSse(DONE));
    return this.#readChunk(event, data);
  }

  /** A reply that no finish reason ends is half a reply. */
  #finish(done: Uint8Array): IntakeStep {
    const isWhole = this.assemblies.length > 0 && this.assemblies.every((assembly) => assembly.isFinished);
    return isWhole ? { kind: 'end', done } : invalid('the stream ended before the reply was finished');
  }

  #readChunk(event: SseEvent, data: Uint8Array): IntakeStep {
    const read = readChunk(data, this.#options.choices);
    if (read.kind === 'invalid') return invalid(read.why);
    if (read.kind === 'error') {
      return { kind: 'upstream_error', error: read.error, bytes: event.plain ? event.raw : frameSse(data) };
    }
    const { body, parts } = read;
    const usage = ownField(body, 'usage') ?? null;
    if (usage !== null) this.usage = readUsage(usage);
    return this.#takeChunk({ event, data, body, parts, hasUsage: usage !== null });
  }

  #takeChunk(chunk: Chunk): IntakeStep {
    const { body, parts } = chunk;
    let late = 0;
    for (const part of parts) {
      if (this.#byIndex.get(part.index)?.isFinished === true) late++;
    }
    if (late > 0) return this.#readLateChunk(chunk, late);
    if (parts.length > 0) this.template = body;
    for (const part of parts) {
      const why = this.#assembly(part.index).add(part);
      if (why !== undefined) return invalid(why);
    }
    return this.#prepare(chunk);
  }

  #assembly(index: number): ChoiceAssembly {
    const known = this.#byIndex.get(index);
    if (known !== undefined) return known;
    const assembly = createChoiceAssembly(index);
    this.#byIndex.set(index, assembly);
    this.assemblies.push(assembly);
    this.assemblies.sort((a, b) => a.index - b.index);
    return assembly;
  }

  /** Strict clients break on choices after the finish reason, so nobody gets them; usage is kept. */
  #readLateChunk({ data, parts, hasUsage }: Chunk, late: number): IntakeStep {
    if (late < parts.length) return invalid('a chunk mixes finished choices with others');
    if (!hasUsage) return NOTHING;
    const bytes = frameSse(spliceJson(data, [{ path: ['choices'], action: { kind: 'replace', json: [] } }]));
    const event = { bytes, text: '', start: this.#textLength, sticky: true, hasChoice: false };
    return { kind: 'chunk', events: [event], text: '' };
  }

  #prepare({ event, data, body, parts, hasUsage }: Chunk): IntakeStep {
    const text = contentOfFirst(parts);
    const start = this.#textLength - text.length;
    const waits = this.#holdsAll || (hasUsage && parts.length === 0) || parts.some(endsOrCalls);
    if (event.plain && parts.every(isUnambiguous)) {
      const hasChoice = parts.length > 0;
      return { kind: 'chunk', events: [{ bytes: event.raw, text, start, sticky: waits, hasChoice }], text };
    }
    const end = this.#textLength;
    const events = splitChunk(data, body, parts).map(({ data: form, hasContent, isTextOnly }): HeldEvent => {
      const sticky = this.#holdsAll || (waits && !isTextOnly);
      const bytes = frameSse(form);
      const hasChoice = parts.length > 0;
      return hasContent
        ? { bytes, text, start, sticky, hasChoice }
        : { bytes, text: '', start: end, sticky, hasChoice };
    });
    return { kind: 'chunk', events, text };
  }

  get #textLength(): number {
    const [first] = this.assemblies;
    return first?.index === 0 ? first.text.length : 0;
  }
}

function contentOfFirst(parts: readonly ChunkPart[]): string {
  for (const { index, content } of parts) {
    if (index === 0) return content ?? '';
  }
  return '';
}

function endsOrCalls(part: ChunkPart): boolean {
  return part.finish !== undefined || part.calls.length > 0;
}

function isDone(data: Uint8Array): boolean {
  // The SDKs stop at any data that begins like this.
  return data[0] === DONE[0] && DONE.equals(data.subarray(0, DONE.length));
}

function invalid(why: string): InvalidStream {
  return { kind: 'invalid', why, tooLarge: false };
}

function tooLarge(why: string): InvalidStream {
  return { kind: 'invalid', why, tooLarge: true };
}
