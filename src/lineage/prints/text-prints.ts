// All prints of one text: of what it says as it stands, and of what it says to somebody who decodes it.

import { CodeTable, isReadThrough, looksItself, plainReading, textViews } from '../../content/index.ts';
import type { TextSpan } from '../../domain/index.ts';
import { everyGram, GRAM, type Grams, gramsOf, type Hashing, Room } from './grams.ts';
import { type Folds, type NormalForm, newFolds, normalForm } from './normal-form.ts';
import { type PrintKey, printOf } from './print.ts';
import { type FoundValue, isTelling, valuesIn } from './values.ts';

/** The prints of one reading of a text, in order; where one of them stands in the text is worked out when it is asked for. */
export interface GramRow extends Grams {
  readonly place: (at: number, into: Place) => void;
}

/** A span to be written into: one for all the prints that are placed, of which most texts have hundreds. */
export interface Place {
  start: number;
  end: number;
}

/** Likewise of its values. */
export interface ValueRow {
  readonly values: readonly PrintedValue[];
  /** In the text as it stands. */
  readonly place: (span: TextSpan) => TextSpan;
}

interface PrintedValue {
  readonly print: number;
  /** The print under one key for all, of a value that means one thing in all workflows. */
  readonly telling: number | undefined;
  /** In the reading. */
  readonly span: TextSpan;
}

export interface TextPrints {
  readonly grams: readonly GramRow[];
  readonly values: readonly ValueRow[];
  /** Those of `values` that belong to the text as it stands, one row for each of its windows. */
  readonly asWritten: readonly ValueRow[];
  /** Prints of the text read backwards, turned by 13, and as its letters look: only looked up, never remembered. */
  readonly turned: readonly GramRow[];
}

/** The key of what is compared across workflows. */
const OF_ALL: PrintKey = 0x5a11;

/** Characters that are read at the beginning and at the end of a text. */
const READ = 64 * 1024;

/** A part of a text, and where it begins. */
export interface Window {
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
export function textPrints(text: string, key: PrintKey, room = new Room()): TextPrints {
  const prints: Collected = { grams: [], values: [], asWritten: [], turned: [] };
  const reader: Reader = { key, room, folds: newFolds(), looks: new CodeTable(looksOf) };
  for (const window of windowsOf(text)) collect(prints, window, reader);
  return prints;
}

/** How many characters of a text are read. */
export function charactersRead({ length }: string): number {
  return Math.min(length, 2 * READ);
}

/** Every print of a stretch of text as it stands. */
export function everyPrint({ text, offset }: Window, key: PrintKey): GramRow {
  const form = normalForm(text);
  return { ...everyGram(form.codes, form.length, { key, room: new Room() }), place: placedIn(form, offset) };
}

function placedIn({ places }: NormalForm, offset: number): GramRow['place'] {
  return (at, into) => {
    into.start = offset + (places[at] ?? 0);
    into.end = offset + (places[at + GRAM - 1] ?? 0) + 1;
  };
}

/** Where the grams of a decoded view stand in its text. */
function placedBy({ places }: NormalForm, inText: ValueRow['place']): GramRow['place'] {
  return (at, into) => {
    const { start, end } = inText({ start: places[at] ?? 0, end: (places[at + GRAM - 1] ?? 0) + 1 });
    into.start = start;
    into.end = end;
  };
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
  readonly values: ValueRow[];
  readonly asWritten: ValueRow[];
  readonly turned: GramRow[];
}

/** What all windows of a text are read with. */
interface Reader extends Hashing {
  readonly folds: Folds;
  /** The letter or digit of ASCII that a character looks like, else the character. */
  readonly looks: CodeTable;
}

function collect(
  { grams, values, asWritten, turned }: Collected,
  { text, offset }: Window,
  reader: Reader,
): void {
  const { key, folds, looks, room } = reader;
  for (const [index, view] of textViews(text).entries()) {
    const form = normalForm(view.text, folds);
    const inText = (span: TextSpan): TextSpan => {
      const { start, end } = view.toOriginal(span);
      return { start: start + offset, end: end + offset };
    };
    const place = index === 0 ? placedIn(form, offset) : placedBy(form, inText);
    grams.push({ ...gramsOf(form.codes, form.length, reader), place });
    const row = { values: valuesIn(view.text).map((value) => printed(value, key)), place: inText };
    values.push(row);
    if (index > 0) continue;
    asWritten.push(row);
    const { length } = form;
    const latin = latinLooks(text, looks);
    if (latin !== undefined) {
      const read = normalForm(latin, folds);
      turned.push({ ...gramsOf(read.codes, read.length, reader), place: placedIn(read, offset) });
    }
    turned.push(
      {
        ...gramsOf(backwards(form, room), length, reader),
        place: (at, into) => place(length - at - GRAM, into),
      },
      { ...gramsOf(turnedBy13(form, room), length, reader), place },
    );
  }
}

function printed(found: FoundValue, key: PrintKey): PrintedValue {
  const telling = isTelling(found) ? printOf(found.value, OF_ALL) : undefined;
  return { print: printOf(found.value, key), telling, span: found.span };
}

function backwards({ codes, length }: NormalForm, room: Room): Uint16Array {
  const turned = room.row(length);
  for (let at = 0; at < length; at += 1) turned[at] = codes[length - 1 - at] ?? 0;
  return turned;
}

function turnedBy13({ codes, length }: NormalForm, room: Room): Uint16Array {
  const turned = room.row(length);
  for (let at = 0; at < length; at += 1) {
    const code = codes[at] ?? 0;
    const letter = code - 0x61;
    turned[at] = letter >= 0 && letter < 26 ? ((letter + 13) % 26) + 0x61 : code;
  }
  return turned;
}

/** The text with letters that look like Latin ones as these, each in its place; undefined where there are none. */
function latinLooks(text: string, known: CodeTable): string | undefined {
  let units: Uint16Array | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    const looks = known.get(code);
    if (looks === code) continue;
    units ??= unitsOf(text);
    units[at] = looks;
  }
  return units === undefined ? undefined : Buffer.from(units.buffer).toString('utf16le');
}

function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at += 1) units[at] = text.charCodeAt(at);
  return units;
}

function looksOf(code: number): number {
  if (looksItself(code)) return code;
  const plain = plainReading(String.fromCharCode(code));
  return /^[a-z0-9]$/.test(plain) ? plain.charCodeAt(0) : code;
}
