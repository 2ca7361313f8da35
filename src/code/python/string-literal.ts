// Decodes the escapes of a Python string literal, so that '\x65val' is read as Python reads it.

import { HOLE } from '../facts.ts';

const ESCAPE =
  /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|N\{([^}\n]{0,80})\}|([\s\S]))/g;
const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** The text that a literal's body stands for; a named character, which we do not look up, becomes a hole. */
export function escapedText(body: string): string {
  if (!body.includes('\\')) return body;
  return body.replace(ESCAPE, (whole: string, ...groups: (string | undefined)[]) => {
    const hex = groups[0] ?? groups[1] ?? groups[2];
    if (hex !== undefined) return codePoint(Number.parseInt(hex, 16));
    if (groups[3] !== undefined) return codePoint(Number.parseInt(groups[3], 8));
    if (groups[4] !== undefined) return HOLE;
    return SIMPLE.get(groups[5] ?? '') ?? whole;
  });
}

function codePoint(value: number): string {
  return value <= 0x10ffff ? String.fromCodePoint(value) : HOLE;
}
