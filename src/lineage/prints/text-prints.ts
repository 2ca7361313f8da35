// All prints of one text: of what it says as it stands, and of what it says to somebody who decodes it.

import { textViews } from '../../content/index.ts';
import type { TextSpan } from '../../domain/index.ts';
import { everyGram, GRAM, gramsOf } from './grams.ts';
import { type NormalForm, normalForm } from './normal-form.ts';
import { type PrintKey, printOf } from './print.ts';
import { valuesIn } from './values.ts';

export interface PlacedPrint {
  readonly print: number;
  /** In the text as it stands. */
  readonly span: TextSpan;
}

export interface TextPrints {
  readonly grams: readonly PlacedPrint[];
  readonly values: readonly PlacedPrint[];
  /** Prints of the text read backwards and with its letters turned by 13: only looked up, never remembered. */
  readonly turned: readonly PlacedPrint[];
  /** Characters that were not read. */
  readonly unread: number;
}

/** Characters that are read at the beginning and at the end of a text; between them only the count is known. */
const READ = 64 * 1024;

/**
 * Linear in the text: at most six views of it, each at most four times as long; of a text beyond 128 Ki characters its
 * beginning and end. ATTACKER-CONTROLLED: the text.
 */
export function textPrints(text: string, key: PrintKey): TextPrints {
  const prints: Collected = { grams: [], values: [], turned: [] };
  if (text.length <= 2 * READ) collect(prints, text, { offset: 0, key });
  else {
    collect(prints, text.slice(0, READ), { offset: 0, key });
    collect(prints, text.slice(-READ), { offset: text.length - READ, key });
  }
  return { ...prints, unread: unreadOf(text) };
}

/** Every print of the text as it stands, in order of place; of a long one of its beginning and end. */
export function everyPrint(text: string, key: PrintKey): readonly PlacedPrint[] {
  const long = text.length > 2 * READ;
  const windows = long ? [0, text.length - READ] : [0];
  return windows.flatMap((offset) => {
    const form = normalForm(text.slice(offset, long ? offset + READ : undefined));
    return everyGram(form.codes, form.length, key).map(({ print, at }) => ({
      print,
      span: {
        start: offset + (form.places[at] ?? 0),
        end: offset + (form.places[at + GRAM - 1] ?? 0) + 1,
      },
    }));
  });
}

/** Whether a text is short enough to be read in full. */
export function traceable(text: string): boolean {
  return unreadOf(text) === 0;
}

/** How many characters of a text are too much to be read. */
function unreadOf(text: string): number {
  return Math.max(0, text.length - 2 * READ);
}

interface Collected {
  readonly grams: PlacedPrint[];
  readonly values: PlacedPrint[];
  readonly turned: PlacedPrint[];
}

function collect({ grams, values, turned }: Collected, text: string, { offset, key }: Window): void {
  for (const [index, view] of textViews(text).entries()) {
    const form = normalForm(view.text);
    const inText = (span: TextSpan): TextSpan => {
      const { start, end } = view.toOriginal(span);
      return { start: start + offset, end: end + offset };
    };
    const place = (at: number): TextSpan =>
      inText({ start: form.places[at] ?? 0, end: (form.places[at + GRAM - 1] ?? 0) + 1 });
    for (const { print, at } of gramsOf(form.codes, form.length, key)) grams.push({ print, span: place(at) });
    for (const { value, span } of valuesIn(view.text)) {
      values.push({ print: printOf(value, key), span: inText(span) });
    }
    if (index > 0) continue;
    for (const { print, at } of gramsOf(backwards(form), form.length, key)) {
      turned.push({ print, span: place(form.length - at - GRAM) });
    }
    for (const { print, at } of gramsOf(turnedBy13(form), form.length, key))
      turned.push({ print, span: place(at) });
  }
}

interface Window {
  readonly offset: number;
  readonly key: PrintKey;
}

function backwards({ codes, length }: NormalForm): Uint16Array {
  return codes.slice(0, length).reverse();
}

function turnedBy13({ codes, length }: NormalForm): Uint16Array {
  return codes
    .slice(0, length)
    .map((code) => (code >= 0x61 && code <= 0x7a ? ((code - 0x61 + 13) % 26) + 0x61 : code));
}
