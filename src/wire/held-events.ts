// The events of a stream that may not be released yet, in order, and the replacements of text that they carry.

import { ownField } from '../domain/index.ts';
import { type Splice, spliceJson } from './json-splice.ts';
import { frameSse } from './sse.ts';
import { readSseContent } from './sse-lines.ts';
import { type ChunkPart, readChunk } from './stream-chunk.ts';

export interface HeldEvent {
  readonly bytes: Uint8Array;
  /** Content of the first choice, '' where there is none. */
  readonly text: string;
  /** Where that text begins in the content as the upstream sent it. */
  readonly start: number;
  /** Waits for the finish gate: calls, a finish reason, usage, or a stream whose text is held. */
  readonly sticky: boolean;
  /** Says something of a choice, so that its client knows the role by now. */
  readonly hasChoice: boolean;
}

/** A stretch of the content, in offsets as the upstream sent it, and what stands in its place. */
export interface TextReplacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface HeldEvents {
  /** True where neither event nor replacement waits: an event that is safe may pass as it is. */
  readonly isEmpty: boolean;
  add(event: HeldEvent): void;
  /** Replaces text that no released event carries. */
  replace(replacement: TextReplacement): void;
  /** Takes the events at the head that may go, replacements done: none behind a sticky one, none with text beyond `safeUntil`. */
  takeSafe(safeUntil: number): readonly HeldEvent[];
  /** Takes all events, replacements done. */
  takeAll(): readonly HeldEvent[];
  /** Copies what is held into one buffer: the many pieces that it came in, and all else in them, can go. */
  compact(): void;
}

export function createHeldEvents(): HeldEvents {
  let events: HeldEvent[] = [];
  let replacements: TextReplacement[] = [];
  const take = (count: number): readonly HeldEvent[] => {
    const taken = count === events.length ? events : events.slice(0, count);
    events = count === events.length ? [] : events.slice(count);
    const done = replacements.length === 0 ? taken : taken.flatMap((event) => replaceIn(event, replacements));
    const last = taken.at(-1);
    const until = last === undefined ? 0 : last.start + last.text.length;
    if (replacements.length > 0) replacements = replacements.filter(({ end }) => end > until);
    return done;
  };
  return {
    get isEmpty() {
      return events.length === 0 && replacements.length === 0;
    },
    add(event) {
      events.push(event);
    },
    replace(replacement) {
      // A replacement inside a later, larger one goes with the text it replaced.
      replacements = [...replacements.filter(({ start }) => start < replacement.start), replacement];
    },
    takeSafe(safeUntil) {
      let count = 0;
      for (const { sticky, start, text } of events) {
        if (sticky || start + text.length > safeUntil) break;
        count++;
      }
      return count === 0 ? [] : take(count);
    },
    takeAll() {
      return take(events.length);
    },
    compact() {
      const all = Buffer.concat(events.map((event) => event.bytes));
      let at = 0;
      events = events.map((event) => {
        const bytes = all.subarray(at, at + event.bytes.byteLength);
        at += bytes.byteLength;
        return { ...event, bytes };
      });
    },
  };
}

/** The event with its share of the replacements: the first event of a replaced stretch carries the new text. */
function replaceIn(event: HeldEvent, replacements: readonly TextReplacement[]): readonly HeldEvent[] {
  const end = event.start + event.text.length;
  let text = '';
  let at = event.start;
  for (const replacement of replacements) {
    if (replacement.end <= at || replacement.start >= end) continue;
    text += event.text.slice(at - event.start, Math.max(0, replacement.start - event.start));
    if (replacement.start >= event.start) text += replacement.text;
    at = Math.min(end, replacement.end);
  }
  if (at === event.start) return [event];
  text += event.text.slice(at - event.start);
  const bytes = rewriteText(event.bytes, text);
  return bytes === undefined ? [] : [{ ...event, bytes, text }];
}

/** The chunk of an event that was read and framed before. */
export function reopen(bytes: Uint8Array): {
  readonly data: Uint8Array;
  readonly parts: readonly ChunkPart[];
  readonly hasUsage: boolean;
} {
  const { data } = readSseContent(bytes, { isFirst: false, isOneLine: false });
  const read = data === undefined ? undefined : readChunk(data, Number.POSITIVE_INFINITY);
  if (data === undefined || read?.kind !== 'chunk') throw new Error('a held event changed after it was read');
  return { data, parts: read.parts, hasUsage: (ownField(read.body, 'usage') ?? null) !== null };
}

/** The event with another content; undefined where nothing but the old content was in it. */
function rewriteText(bytes: Uint8Array, text: string): Uint8Array | undefined {
  const { data, parts, hasUsage } = reopen(bytes);
  const [part] = parts;
  if (part === undefined) throw new Error('a held event changed after it was read');
  const saysMore = part.finish !== undefined || hasUsage || Object.keys(part.delta).length > 1;
  if (text === '' && !saysMore) return undefined;
  const at = ['choices', part.place];
  const splices: Splice[] = [{ path: [...at, 'delta', 'content'], action: { kind: 'replace', json: text } }];
  // Log probabilities repeat the content, token by token.
  const logprobs = ownField(part.choice, 'logprobs') ?? null;
  if (logprobs !== null) splices.push({ path: [...at, 'logprobs'], action: { kind: 'replace', json: null } });
  return frameSse(spliceJson(data, splices));
}
