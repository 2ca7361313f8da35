// Words as 32-bit numbers: enough to compare and to hash them, too little to be one.

const OFFSET = 0x811c9dc5;
export const PRIME = 0x01000193;

/** FNV-1a over the UTF-16 units of a part of a text, from OFFSET on or from what was hashed before it. A signed number. */
export function fnv1a(text: string, seed = OFFSET, start = 0, end = text.length): number {
  let value = seed;
  for (let at = start; at < end; at += 1) value = Math.imul(value ^ text.charCodeAt(at), PRIME);
  return value;
}
