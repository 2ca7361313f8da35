// White space, as expressions know it.

/** Whether `\s` stands for this UTF-16 unit. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x1680) return code === 0xa0;
  if (code > 0x205f) return code === 0x3000 || code === 0xfeff;
  if (code < 0x2028) return code === 0x1680 || (code >= 0x2000 && code <= 0x200a);
  return code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f;
}
