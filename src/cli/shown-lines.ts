// What an approval shows, as lines for a terminal: one field a line, aligned.

import { isJsonObject, type JsonValue } from '../domain/index.ts';
import { columns, oneLine } from './terminal.ts';

/** None where nothing can be shown, since the contents were erased. ATTACKER-CONTROLLED: the values. */
export function shownLines(shows: JsonValue | undefined): readonly string[] {
  if (!isJsonObject(shows)) return [];
  return columns(
    Object.entries(shows).map(([name, value]) => [
      name,
      oneLine(typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
  );
}
