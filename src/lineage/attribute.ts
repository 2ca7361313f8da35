// Traces a text to the earlier texts of its workflow.

import type { TextSpan } from '../domain/index.ts';
import type { LineageView, SourcePart } from './lineage-view.ts';
import { type PrintKey, printOf } from './prints/print.ts';
import type { Reading } from './prints/readings.ts';
import type { GramRow, Place, TextPrints, ValueRow } from './prints/text-prints.ts';
import { valuesIn } from './prints/values.ts';
import { wordsIn } from './prints/words.ts';
import type { Source } from './span-facts.ts';
import type { SpanMemory } from './span-memory.ts';

/** What one workflow knows, and what others know of values that are confidential wherever they stand. */
export interface Known {
  readonly root: string;
  /** Another number as soon as anything more is known. */
  readonly applied: () => number;
  readonly memory: SpanMemory;
  readonly elsewhere: (print: number) => Source | undefined;
}

/** Asks one workflow's memory. Pure: only reads. */
export function viewOf(known: Known, key: PrintKey, read: (text: string) => Reading): LineageView {
  const { memory } = known;
  return {
    parts: (text) => partsOf(known, read(text)),
    authorises: (value) => isAuthorised(memory, value, key),
    behind: (agent) => memory.behind(agent),
  };
}

/** Parts that are told one by one; past them one for each source that no part is from yet. */
const MAX_PARTS = 16_384;

/** What a text is traced to: worked out once for a reading, until something new is known. */
export function partsOf(known: Known, reading: Reading): readonly SourcePart[] {
  const { traced } = reading;
  const { root } = known;
  const applied = known.applied();
  if (traced?.root === root && traced.applied === applied) return traced.parts;
  const parts = partsIn(known, reading.prints);
  reading.traced = { root, applied, parts };
  return parts;
}

function partsIn({ memory, elsewhere }: Known, prints: TextPrints): readonly SourcePart[] {
  const parts = runsOf(prints.grams, memory);
  addRuns(parts, prints.turned, memory);
  const isMany = parts.length + countOfValues(prints.values, memory) > MAX_PARTS;
  const told = isMany ? new Set<Source>() : undefined;
  for (const row of prints.values) addValues(parts, { row, memory, told });
  for (const row of prints.values) addTelling(parts, row, elsewhere);
  return parts.sort((a, b) => a.span.start - b.span.start);
}

function countOfValues(rows: readonly ValueRow[], memory: SpanMemory): number {
  let count = 0;
  for (const { values } of rows) for (const { print } of values) count += memory.ofValue(print).length;
  return count;
}

interface ValuesOf {
  readonly row: ValueRow;
  readonly memory: SpanMemory;
  /** Sources that a part is from; undefined where all parts are told. */
  readonly told: Set<Source> | undefined;
}

function addValues(parts: SourcePart[], { row, memory, told }: ValuesOf): void {
  for (const { print, span } of row.values) {
    const sources = memory.ofValue(print);
    if (sources.length === 0) continue;
    const here = row.place(span);
    for (const source of sources) {
      if (parts.length >= MAX_PARTS && told?.has(source) === true) continue;
      told?.add(source);
      const { origin, labels, place } = source;
      parts.push({ span: here, origin, match: 'value', labels, place });
    }
  }
}

function addTelling(parts: SourcePart[], { values, place }: ValueRow, elsewhere: Known['elsewhere']): void {
  for (const { telling, span } of values) {
    const source = telling === undefined ? undefined : elsewhere(telling);
    if (source !== undefined) parts.push({ ...source, span: place(span), match: 'value' });
  }
}

/** Winnowing leaves gaps between the grams of one run. */
const GAP = 24;

/** Where a run stands as far as it is known: it grows while its text is read. */
interface Growing {
  start: number;
  end: number;
}

/** Grams of one text that follow each other are one part of each of its sources. */
export function runsOf(rows: readonly GramRow[], memory: SpanMemory): SourcePart[] {
  const parts: SourcePart[] = [];
  addRuns(parts, rows, memory);
  return parts;
}

/** A run is of some sources that were always found together, those of one earlier text: a part of each, with one span. */
function addRuns(parts: SourcePart[], rows: readonly GramRow[], memory: SpanMemory): void {
  const open = new Map<readonly Source[], Growing>();
  const here: Place = { start: 0, end: 0 };
  for (const { prints, places, place } of rows) {
    for (let index = 0; index < prints.length; index += 1) {
      const sources = memory.ofGram(prints, index);
      if (sources.length === 0) continue;
      place(places[index] ?? 0, here);
      if (extend(open.get(sources), here)) continue;
      const span: Growing = { start: here.start, end: here.end };
      open.set(sources, span);
      addParts(parts, sources, span);
    }
  }
}

function addParts(parts: SourcePart[], sources: readonly Source[], span: TextSpan): void {
  for (const { origin, labels, place } of sources) parts.push({ span, origin, match: 'text', labels, place });
}

/** False where the run ends before the span. */
function extend(run: Growing | undefined, { start, end }: TextSpan): boolean {
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
