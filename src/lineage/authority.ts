// What a user's message, or a developer's, names by itself: only that can authorise.

import type { TextSpan } from '../domain/index.ts';
import { runsOf } from './attribute.ts';
import type { SourcePart } from './lineage-view.ts';
import { type PrintKey, printOf } from './prints/print.ts';
import { everyPrint, type TextPrints, type Window, windowsOf } from './prints/text-prints.ts';
import { wordsIn } from './prints/words.ts';
import type { SpanMemory } from './span-memory.ts';
import { covered, meets } from './spans.ts';

/** What is appended to a user's message by frameworks is not the user's (carry-over, teachability). */
const APPENDED = /\nContext: \n|\n# Memories that might help\n/;

interface Known {
  readonly prints: TextPrints;
  readonly parts: readonly SourcePart[];
  readonly memory: SpanMemory;
  readonly key: PrintKey;
}

/**
 * Prints of the words and values that are the author's own: not of runs that are copied from data or from agents, and not
 * of what frameworks append. ATTACKER-CONTROLLED: a summary that is carried over or pasted in, which must not authorise
 * what it asks for, to its last word. Of a text beyond 128 Ki characters its beginning and end authorise.
 */
export function authorising(text: string, known: Known): readonly number[] {
  const appended = APPENDED.exec(text)?.index ?? text.length;
  const copied = copiedIn(text, known);
  const isOwn = ({ start, end }: TextSpan): boolean => start < appended && !meets(copied, start, end);
  const prints = new Set<number>();
  for (const { values, place } of known.prints.asWritten)
    for (const { print, span } of values) if (isOwn(place(span))) prints.add(print);
  for (const { word, span } of windowsOf(text).flatMap(wordsOfWindow))
    if (isOwn(span)) prints.add(printOf(word, known.key));
  return [...prints];
}

/** Placed in the text that the window is of. */
function wordsOfWindow({ text, offset }: Window): ReturnType<typeof wordsIn> {
  const words = wordsIn(text);
  if (offset === 0) return words;
  return words.map(({ word, span }) => ({
    word,
    span: { start: offset + span.start, end: offset + span.end },
  }));
}

/** Winnowing leaves up to eleven letters of a copy's edge unread. */
const EDGE = 64;

/** Copied runs up to their edges: there every gram is looked up, and first and last grams are always remembered. */
function copiedIn(text: string, { parts, memory, key }: Known): readonly TextSpan[] {
  const foreign = spansOf(parts.filter(isForeign));
  if (!foreign.some(({ span }) => isProse(text, span))) return [];
  const edges = covered(foreign).flatMap(({ start, end }) =>
    [start, end].map((at) => ({ span: { start: Math.max(0, at - EDGE), end: at + EDGE } })),
  );
  const rows = covered(edges).map(({ start, end }) =>
    everyPrint({ text: text.slice(start, end), offset: start }, key),
  );
  const atEdges = runsOf(rows, memory).filter(isForeign);
  return covered([...foreign, ...atEdges]).filter((span) => isProse(text, span));
}

/** Each once: a run is a part of every one of its sources. */
function spansOf(parts: readonly SourcePart[]): readonly Pick<SourcePart, 'span'>[] {
  return parts.filter(({ span }, index) => span !== parts[index - 1]?.span);
}

function isForeign({ match, origin }: SourcePart): boolean {
  return match === 'text' && origin.kind !== 'user' && origin.kind !== 'developer';
}

/** Several words: a long link or account that a person takes over from data is one. */
function isProse(text: string, { start, end }: TextSpan): boolean {
  return SPACES.test(text.slice(start, end));
}

/** Four words, the last of them begun. INVARIANT: each piece ends where the next begins: linear. */
const SPACES = /\S\s+\S+\s+\S+\s/;
