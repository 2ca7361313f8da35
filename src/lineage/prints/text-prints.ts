// All prints of one text: of what it says as it stands, and of what it says to somebody who decodes it.

import { isReadThrough, plainReading, textViews } from '../../content/index.ts';
import type { TextSpan } from '../../domain/index.ts';
import { everyGram, GRAM, type Gram, gramsOf } from './grams.ts';
import { type NormalForm, normalForm } from './normal-form.ts';
import { type PrintKey, printOf } from './print.ts';
import { isTelling, valuesIn } from './values.ts';

export interface PlacedPrint {
  readonly print: number;
  /** In the text as it stands. */
  readonly span: TextSpan;
}

/** The prints of one reading of a text, in order; where one of them stands in the text is worked out when it is asked for. */
export interface GramRow {
  readonly grams: readonly Gram[];
  readonly place: (at: number) => TextSpan;
}

export interface TextPrints {
  readonly grams: readonly GramRow[];
  readonly values: readonly PlacedPrint[];
  /** Values that mean one thing in all workflows, under one key for all. */
  readonly telling: readonly PlacedPrint[];
  /** Prints of the text read backwards, turned by 13, and as its letters look: only looked up, never remembered. */
  readonly turned: readonly GramRow[];
}

/** The key of what is compared across workflows. */
const OF_ALL: PrintKey = 0x5a11;

/** Characters that are read at the beginning and at the end of a text. */
const READ = 64 * 1024;

/** A part of a text, and where it begins. */
interface Window {
  readonly text: string;
  readonly offset: number;
}

/** The text, or the beginning and the end of one beyond 128 Ki characters. */
export function windowsOf(text: string): readonly Window[] {
  if (isShort(text)) return [{ text, offset: 0 }];
  return [
    { text: text.slice(0, READ), offset: 0 },
    { text: text.slice(-READ), offset: text.length - READ },
  ];
}

/**
 * Linear in the text: at most six views of it, each at most four times as long; of a text beyond 128 Ki characters its
 * beginning and end. ATTACKER-CONTROLLED: the text.
 */
export function textPrints(text: string, key: PrintKey): TextPrints {
  const prints: Collected = { grams: [], values: [], telling: [], turned: [] };
  for (const window of windowsOf(text)) collect(prints, window, key);
  return prints;
}

/** Every print of a stretch of text as it stands. */
export function everyPrint({ text, offset }: Window, key: PrintKey): GramRow {
  const form = normalForm(text);
  return { grams: everyGram(form.codes, form.length, key), place: placedIn(form, offset) };
}

function placedIn({ places }: NormalForm, offset: number): GramRow['place'] {
  const start = (at: number): number => offset + (places[at] ?? 0);
  return (at) => ({ start: start(at), end: start(at + GRAM - 1) + 1 });
}

/** Whether a text is read in full: short enough, and not encoded more often than it is decoded. */
export function traceable(text: string): boolean {
  return isShort(text) && isReadThrough(text);
}

function isShort({ length }: string): boolean {
  return length <= 2 * READ;
}

interface Collected {
  readonly grams: GramRow[];
  readonly values: PlacedPrint[];
  readonly telling: PlacedPrint[];
  readonly turned: GramRow[];
}

function collect(
  { grams, values, telling, turned }: Collected,
  { text, offset }: Window,
  key: PrintKey,
): void {
  for (const [index, view] of textViews(text).entries()) {
    const form = normalForm(view.text);
    const inText = (span: TextSpan): TextSpan => {
      const { start, end } = view.toOriginal(span);
      return { start: start + offset, end: end + offset };
    };
    const place = (at: number): TextSpan =>
      inText({ start: form.places[at] ?? 0, end: (form.places[at + GRAM - 1] ?? 0) + 1 });
    grams.push({ grams: gramsOf(form.codes, form.length, key), place });
    for (const found of valuesIn(view.text)) {
      const span = inText(found.span);
      values.push({ print: printOf(found.value, key), span });
      if (isTelling(found)) telling.push({ print: printOf(found.value, OF_ALL), span });
    }
    if (index > 0) continue;
    const { length } = form;
    const latin = latinLooks(text);
    if (latin !== undefined) {
      const looks = normalForm(latin);
      const placed = placedIn(looks, offset);
      turned.push({ grams: gramsOf(looks.codes, looks.length, key), place: placed });
    }
    turned.push(
      { grams: gramsOf(backwards(form), length, key), place: (at) => place(length - at - GRAM) },
      { grams: gramsOf(turnedBy13(form), length, key), place },
    );
  }
}

function backwards({ codes, length }: NormalForm): Uint16Array {
  return codes.slice(0, length).reverse();
}

function turnedBy13({ codes, length }: NormalForm): Uint16Array {
  return codes
    .slice(0, length)
    .map((code) => (code >= 0x61 && code <= 0x7a ? ((code - 0x61 + 13) % 26) + 0x61 : code));
}

const OTHER_LETTER = /[^\0-\x7f]/g;

/** The text with letters that look like Latin ones as these, each in its place; undefined where there are none. */
function latinLooks(text: string): string | undefined {
  const known = new Map<string, string>();
  const looks = text.replace(OTHER_LETTER, (letter) => known.get(letter) ?? looksOf(letter, known));
  return looks === text ? undefined : looks;
}

function looksOf(letter: string, known: Map<string, string>): string {
  const plain = plainReading(letter);
  const looks = /^[a-z0-9]$/.test(plain) ? plain : letter;
  known.set(letter, looks);
  return looks;
}
