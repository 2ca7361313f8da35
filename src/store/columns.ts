// Values out of rows, with the types that the schema promises. A row that breaks the promise is damage, not a bug.

import { damaged } from './faults.ts';

/** One row as the driver gives it. ATTACKER-CONTROLLED: whoever can write the file chose its types, too. */
export type Row = Readonly<Record<string, unknown>>;

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}

export function textOf(row: Row, column: string): string {
  return textIn(row[column], column);
}

/** The same, of a value that came in a list. */
export function textIn(value: unknown, column: string): string {
  if (typeof value !== 'string') throw wrong(column, 'text');
  return value;
}

export function optionalTextIn(value: unknown, column: string): string | undefined {
  return value === null ? undefined : textIn(value, column);
}

export function integerOf(row: Row, column: string): number {
  return integerIn(row[column], column);
}

export function integerIn(value: unknown, column: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrong(column, 'an integer');
  return value;
}

export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw wrong(column, 'bytes');
  return value;
}

function wrong(column: string, expected: string): Error {
  return damaged(`the store holds a row whose ${column} is not ${expected}`);
}
