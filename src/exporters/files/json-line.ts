// JSON lines: a record per line, in the words that the reader asks for.

import { type JsonValue, ownField } from '../../domain/index.ts';
import type { ExportedRecord } from '../exported-record.ts';
import { FORMATS, type FormatName, formatted } from '../formats/format.ts';

/** `leaf` is the record's canonical bytes: SHA-256 of a zero byte and the line is its audit hash. */
export const LINE_FORMATS = [...FORMATS, 'leaf'] as const;
export type LineFormat = FormatName | 'leaf';

/** Without the line's end. */
export function jsonLine(exported: ExportedRecord, format: LineFormat): string {
  return format === 'leaf' ? exported.leaf : JSON.stringify(formatted(exported, format));
}

/** The index of the record in a line that `jsonLine` wrote, whatever its format; undefined where it has none. */
export function indexInLine(line: string): number | undefined {
  let value: JsonValue;
  try {
    value = JSON.parse(line) as JsonValue;
  } catch {
    return undefined; // A torn line is what an interrupted export leaves behind.
  }
  const found = [
    ownField(value, 'index'),
    ownField(ownField(value, 'event'), 'sequence'),
    ownField(ownField(value, 'metadata'), 'sequence'),
  ].find((candidate) => typeof candidate === 'number');
  return typeof found === 'number' ? found : undefined;
}
