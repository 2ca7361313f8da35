// Traces a text to the earlier texts of its workflow.

import type { TextSpan } from '../domain/index.ts';
import type { LineageView, SourcePart } from './lineage-view.ts';
import { type PrintKey, printOf } from './prints/print.ts';
import { type GramRow, type TextPrints, textPrints } from './prints/text-prints.ts';
import { valuesIn } from './prints/values.ts';
import { wordsIn } from './prints/words.ts';
import type { Source } from './span-facts.ts';
import type { SpanMemory } from './span-memory.ts';

/** What one workflow knows, and what others know of values that are confidential wherever they stand. */
export interface Known {
  readonly memory: SpanMemory;
  readonly elsewhere: (print: number) => Source | undefined;
}

/** Asks one workflow's memory. Pure: only reads. */
export function viewOf({ memory, elsewhere }: Known, key: PrintKey): LineageView {
  return {
    parts: (text) => partsOf({ memory, elsewhere }, textPrints(text, key)),
    authorises: (value) => isAuthorised(memory, value, key),
    behind: (agent) => memory.behind(agent),
  };
}

/** Parts that are told one by one; past them one for each source that no part is from yet. */
const MAX_PARTS = 16_384;

export function partsOf({ memory, elsewhere }: Known, prints: TextPrints): readonly SourcePart[] {
  const parts = [...runsOf(prints.grams, memory), ...runsOf(prints.turned, memory)];
  const told = new Set<Source>();
  for (const { print, span } of prints.values) {
    for (const source of memory.ofValue(print)) {
      if (parts.length >= MAX_PARTS && told.has(source)) continue;
      told.add(source);
      const { origin, labels, place } = source;
      parts.push({ span, origin, match: 'value', labels, place });
    }
  }
  for (const { print, span } of prints.telling) {
    const source = elsewhere(print);
    if (source !== undefined) parts.push({ ...source, span, match: 'value' });
  }
  return parts.sort((a, b) => a.span.start - b.span.start);
}

/** Winnowing leaves gaps between the grams of one run. */
const GAP = 24;

interface Run {
  readonly source: Source;
  start: number;
  end: number;
}

/** Grams of one source that follow each other are one part. */
export function runsOf(rows: readonly GramRow[], memory: SpanMemory): readonly SourcePart[] {
  const runs: Run[] = [];
  const open = new Map<Source, Run>();
  const add = (source: Source, span: TextSpan): void => {
    if (extend(open.get(source), span)) return;
    const run = { source, ...span };
    open.set(source, run);
    runs.push(run);
  };
  for (const { grams, place } of rows) {
    for (const { print, at } of grams) {
      const sources = memory.ofGram(print);
      if (sources.length === 0) continue;
      const span = place(at);
      for (const source of sources) add(source, span);
    }
  }
  return runs.map(partOf);
}

function partOf({ source: { origin, labels, place }, start, end }: Run): SourcePart {
  return { span: { start, end }, origin, match: 'text', labels, place };
}

/** False where the run ends before the span. */
function extend(run: Run | undefined, { start, end }: TextSpan): boolean {
  if (run === undefined || start > run.end + GAP || end < run.start) return false;
  run.start = Math.min(run.start, start);
  run.end = Math.max(run.end, end);
  return true;
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
