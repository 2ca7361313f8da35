// Traces a text to the earlier texts of its workflow.

import type { LineageView, SourcePart } from './lineage-view.ts';
import { type PrintKey, printOf } from './prints/print.ts';
import { type PlacedPrint, textPrints } from './prints/text-prints.ts';
import { valuesIn } from './prints/values.ts';
import { wordsIn } from './prints/words.ts';
import type { Source } from './span-facts.ts';
import type { SpanMemory } from './span-memory.ts';
import { joined } from './spans.ts';

/** Asks one workflow's memory. Pure: only reads. */
export function viewOf(memory: SpanMemory | undefined, key: PrintKey): LineageView | undefined {
  if (memory === undefined) return undefined;
  return {
    parts: (text) => partsOf(memory, textPrints(text, key)),
    authorises: (value) => isAuthorised(memory, value, key),
    behind: (agent) => memory.behind(agent),
  };
}

export function partsOf(memory: SpanMemory, prints: ReturnType<typeof textPrints>): readonly SourcePart[] {
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
export function addRuns(parts: SourcePart[], placed: readonly PlacedPrint[], memory: SpanMemory): void {
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

/** A value as a whole, or each of its words. */
function isAuthorised(memory: SpanMemory, value: string, key: PrintKey): boolean {
  const whole = valuesIn(value).filter(
    ({ kind, span }) => kind !== 'field' && span.end - span.start >= value.trim().length - 8,
  );
  if (whole.some((found) => memory.authorises(printOf(found.value, key)))) return true;
  if (whole.some(({ kind }) => kind === 'email' || kind === 'link' || kind === 'account')) return false;
  const words = wordsIn(value);
  return (
    words.length > 0 && words.length <= 64 && words.every(({ word }) => memory.authorises(printOf(word, key)))
  );
}
