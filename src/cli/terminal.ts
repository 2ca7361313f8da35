// Output that is good to look at in a terminal and clean in a pipe.

import type { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { visible } from '../domain/index.ts';

const CODES = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36, gray: 90, bold: 1 } as const;
export type Paint = keyof typeof CODES;

export interface Terminal {
  readonly json: boolean;
  /** One line on standard output. */
  print(line: string): void;
  /** One JSON value per line on standard output. */
  printJson(value: unknown): void;
  /** One line on standard error. */
  error(line: string): void;
  paint(paint: Paint, text: string): string;
}

export interface TerminalOptions {
  readonly json: boolean;
  readonly color: boolean;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

export function createTerminal(options: TerminalOptions): Terminal {
  return {
    json: options.json,
    print: (line) => void options.stdout.write(`${line}\n`),
    printJson: (value) => void options.stdout.write(`${jsonText(value)}\n`),
    // `2> file` while standard output is a terminal: what was painted for a person is plain in the file.
    error: (line) =>
      void options.stderr.write(`${options.stderr.isTTY === true ? line : stripVTControlCharacters(line)}\n`),
    paint: (paint, text) => (options.color ? `\u001b[${CODES[paint]}m${text}\u001b[0m` : text),
  };
}

/** Colours only for people: a real terminal that has not asked for none (https://no-color.org). */
export function wantsColor(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && environment['NO_COLOR'] === undefined && environment['TERM'] !== 'dumb';
}

/** Text from outside, made safe for a terminal; line feeds and tabs stay. */
export function printable(text: string): string {
  return text
    .split(/([\n\t])/)
    .map((part) => (part === '\n' || part === '\t' ? part : visible(part)))
    .join('');
}

/** As `printable`, on one line: text from outside must not be able to write a line of its own into a list or a log. */
export function oneLine(text: string): string {
  return visible(text);
}

/**
 * JSON that is safe to look at, too: what `JSON.stringify` leaves as it is (C1 controls, direction and zero-width
 * characters) becomes an escape, which every reader reads as the same text.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, jsonEscaped);
}

function jsonEscaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** Aligned columns, two spaces apart, no trailing blanks. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
