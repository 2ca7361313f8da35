// What Python's string and number literals stand for.

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['\n', ''],
  ['\r\n', ''],
]);

/** The text between the quotes of a literal with this prefix (`r`, `b`, `f`, …). */
export function stringValue(content: string, prefix: string): string {
  if (!content.includes('\\') || /r/i.test(prefix)) return content;
  return content.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r\n|[\s\S]))/g,
    (whole, ...groups: (string | undefined)[]) => {
      const [x, u, long, single] = groups;
      if (single !== undefined) return SIMPLE_ESCAPES.get(single) ?? whole;
      const code = Number.parseInt(x ?? u ?? long ?? '', 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** NaN for what is no real number, such as `3j`. */
export function numberValue(text: string): number {
  return Number(text.replaceAll('_', ''));
}
