// What arguments say to somebody who parses them: escapes in JSON hide nothing from a model or a tool.

import { eachString } from './json-strings.ts';
import { readJsonText } from './json-text.ts';

/** The arguments as sent and, where they are JSON with escapes, all strings and keys behind those, joined by a line feed. */
export function argumentText(raw: string): string {
  if (!raw.includes('\\')) return raw;
  const read = readJsonText(raw);
  if (!read.ok) return raw;
  const texts = [raw];
  const add = (text: string): void => {
    texts.push(text);
  };
  eachString(read.value, { visit: (_, text) => add(text), visitKey: add, path: [] });
  return texts.join('\n');
}
