// What a user's message, or a developer's, names by itself: only that can authorise.

import type { TextSpan } from '../domain/index.ts';
import { addRuns } from './attribute.ts';
import type { SourcePart } from './lineage-view.ts';
import { type PrintKey, printOf } from './prints/print.ts';
import { everyPrint } from './prints/text-prints.ts';
import { valuesIn } from './prints/values.ts';
import { wordsIn } from './prints/words.ts';
import type { SpanMemory } from './span-memory.ts';
import { covered, meets } from './spans.ts';

/** What is appended to a user's message by frameworks is not the user's (carry-over, teachability). */
const APPENDED = /\nContext: \n|\n# Memories that might help\n/;

interface Known {
  readonly parts: readonly SourcePart[];
  readonly memory: SpanMemory | undefined;
  readonly key: PrintKey;
}

/**
 * Prints of the words and values that are the author's own: not of runs that are copied from data or from agents, and not
 * of what frameworks append. ATTACKER-CONTROLLED: a summary that is carried over or pasted in, which must not authorise
 * what it asks for, to its last word.
 */
export function authorising(text: string, { parts, memory, key }: Known): readonly number[] {
  const appended = APPENDED.exec(text)?.index ?? text.length;
  const runs: SourcePart[] = [];
  if (memory !== undefined && parts.some((part) => isCopy(part, text)))
    addRuns(runs, everyPrint(text, key), memory);
  const copied = covered([...parts, ...runs].filter((part) => isCopy(part, text)));
  const isOwn = ({ start, end }: TextSpan) => start < appended && !meets(copied, start, end);
  const prints = new Set<number>();
  for (const { value, span } of valuesIn(text)) if (isOwn(span)) prints.add(printOf(value, key));
  for (const { word, span } of wordsIn(text)) if (isOwn(span)) prints.add(printOf(word, key));
  return [...prints];
}

/** Several words: a long link or account that a person takes over from data is one. */
function isCopy({ match, origin, span }: SourcePart, text: string): boolean {
  if (match !== 'text' || origin.kind === 'user' || origin.kind === 'developer') return false;
  return (text.slice(span.start, span.end).match(/\s+/g)?.length ?? 0) >= 3;
}
