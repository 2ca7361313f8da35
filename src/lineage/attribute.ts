// Traces a text to the earlier texts of its workflow, and makes the facts by which later ones are traced to it.

import type { TextOrigin, TextSpan } from '../domain/index.ts';
import type { LineageView, SourcePart } from './lineage-view.ts';
import { normalText } from './prints/normal-form.ts';
import { type PrintKey, printOf } from './prints/print.ts';
import { type PlacedPrint, textPrints } from './prints/text-prints.ts';
import { valuesIn } from './prints/values.ts';
import { isFirstHand, type Source, type SourcePlace, type SpanFacts, sourceKey } from './span-facts.ts';
import type { SpanMemory } from './span-memory.ts';

/** Sources that one text is said to repeat; what more there is adds labels that are there already, as a rule. */
const MAX_REPEATS = 16;
const MAX_WORDS = 4096;
const WORD = /[\p{L}\p{N}]+(?:[.'’@_-][\p{L}\p{N}]+)*/gu;
/** What is appended to a user's message by frameworks is not the user's (carry-over, teachability). */
const APPENDED = /\nContext: \n|\n# Memories that might help\n/;
/** What an executor answers comes under the name of a user. */
export const EXECUTION_REPORT = /^\s*exitcode: -?\d+ \(execution /;

/** Asks one workflow's memory. Pure: only reads. */
export function viewOf(memory: SpanMemory | undefined, key: PrintKey): LineageView | undefined {
  if (memory === undefined) return undefined;
  return {
    parts: (text) => partsOf(memory, textPrints(text, key)),
    authorises: (value) => isAuthorised(memory, value, key),
    behind: (agent) => memory.behind(agent),
  };
}

function partsOf(memory: SpanMemory, prints: ReturnType<typeof textPrints>): readonly SourcePart[] {
  const parts: SourcePart[] = [];
  for (const placed of [prints.grams, prints.turned]) addRuns(parts, placed, memory);
  for (const { print, span } of prints.values) {
    for (const { origin, labels, place } of memory.ofValue(print)) {
      parts.push({ span, origin, match: 'value', labels, place });
    }
  }
  return parts.sort((a, b) => a.span.start - b.span.start);
}

/** Winnowing leaves gaps between the grams of one run. */
const GAP = 24;

/** Grams of one source that follow each other are one part. */
function addRuns(parts: SourcePart[], placed: readonly PlacedPrint[], memory: SpanMemory): void {
  const open = new Map<Source, number>();
  for (const { print, span } of placed) {
    for (const source of memory.ofGram(print)) {
      const index = open.get(source);
      const last = index === undefined ? undefined : parts[index];
      if (
        index !== undefined &&
        last !== undefined &&
        span.start <= last.span.end + GAP &&
        span.end >= last.span.start
      ) {
        parts[index] = { ...last, span: joined(last.span, span) };
      } else {
        open.set(source, parts.length);
        const { origin, labels, place } = source;
        parts.push({ span, origin, match: 'text', labels, place });
      }
    }
  }
}

function joined(a: TextSpan, b: TextSpan): TextSpan {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** A value as a whole, or each of its words. */
function isAuthorised(memory: SpanMemory, value: string, key: PrintKey): boolean {
  const whole = valuesIn(value).filter(
    ({ kind, span }) => kind !== 'field' && span.end - span.start >= value.trim().length - 8,
  );
  if (whole.some((found) => memory.authorises(printOf(found.value, key)))) return true;
  if (whole.some(({ kind }) => kind === 'email' || kind === 'link' || kind === 'account')) return false;
  const words = wordsOf(value);
  return (
    words.length > 0 && words.length <= 64 && words.every((word) => memory.authorises(printOf(word, key)))
  );
}

function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(WORD)) {
    if (words.length >= MAX_WORDS) break;
    words.push(normalText(word));
  }
  return words;
}

export interface EnteringText {
  readonly text: string;
  readonly digest: string;
  readonly origin: TextOrigin;
  /** What its tool was declared to carry, and what detectors saw in it. */
  readonly labels: readonly string[];
  readonly place: SourcePlace;
}

/** The facts of a text that enters for the first time. Pure; linear in the text. */
export function spanFacts(entering: EnteringText, memory: SpanMemory | undefined, key: PrintKey): SpanFacts {
  const { text, digest, place } = entering;
  const origin: TextOrigin =
    entering.origin.kind === 'user' && EXECUTION_REPORT.test(text)
      ? { kind: 'tool', name: 'code_execution' }
      : entering.origin;
  const prints = textPrints(text, key);
  const parts = memory === undefined ? [] : partsOf(memory, prints);
  const repeats = repeated(parts);
  return {
    origin,
    digest,
    place,
    labels: union([entering.labels, ...repeats.map(({ labels }) => labels)]),
    grams: unique(prints.grams),
    values: unique(prints.values),
    repeats,
    authorises: origin.kind === 'user' || origin.kind === 'developer' ? authorising(text, parts, key) : [],
  };
}

function repeated(parts: readonly SourcePart[]): readonly Source[] {
  const found = new Map<string, Source>();
  for (const { origin, labels, place } of parts) {
    if (!isFirstHand(origin) || origin.kind === 'user' || origin.kind === 'developer') continue;
    const name = `${sourceKey(origin)}\n${labels.join('\n')}`;
    if (found.size < MAX_REPEATS && !found.has(name)) found.set(name, { origin, labels, place });
  }
  return [...found.values()];
}

/**
 * Prints of the words and values that are the author's own: not of runs that are copied from data or from agents, and not
 * of what frameworks append. ATTACKER-CONTROLLED: a carried-over summary, which must not authorise what it asks for.
 */
function authorising(text: string, parts: readonly SourcePart[], key: PrintKey): readonly number[] {
  const appended = APPENDED.exec(text)?.index ?? text.length;
  const copied = covered(
    parts.filter(
      ({ match, origin, span }) =>
        match === 'text' && origin.kind !== 'user' && origin.kind !== 'developer' && isProse(text, span),
    ),
  );
  const isOwn = ({ start, end }: TextSpan) => start < appended && !meets(copied, start, end);
  const prints = new Set<number>();
  for (const { value, span } of valuesIn(text)) if (isOwn(span)) prints.add(printOf(value, key));
  let count = 0;
  for (const match of text.matchAll(WORD)) {
    count += 1;
    if (count > MAX_WORDS) break;
    const span = { start: match.index, end: match.index + match[0].length };
    if (isOwn(span)) prints.add(printOf(normalText(match[0]), key));
  }
  return [...prints];
}

/** Several words: a long link or account that a person takes over from data is one. */
function isProse(text: string, { start, end }: TextSpan): boolean {
  return (text.slice(start, end).match(/\s+/g)?.length ?? 0) >= 3;
}

/** The spans of parts, which come in order of start, without overlaps. */
function covered(parts: readonly SourcePart[]): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  for (const { span } of parts) {
    const last = spans.at(-1);
    if (last !== undefined && span.start <= last.end) spans[spans.length - 1] = joined(last, span);
    else spans.push(span);
  }
  return spans;
}

/** Whether one of the spans, which are in order, overlaps with a range. */
function meets(spans: readonly TextSpan[], start: number, end: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const next = spans[low];
  return next !== undefined && next.start < end;
}

function unique(placed: readonly PlacedPrint[]): readonly number[] {
  return [...new Set(placed.map(({ print }) => print))];
}

function union(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].sort();
}
