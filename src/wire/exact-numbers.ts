// Numbers that readers of JSON disagree about: what a double rounds, a tool in another language may read in full.

import { afterString } from './json-scan.ts';

/** At most fifteen digits without an exponent are held by every double, so only longer or scientific ones are looked at. */
const MAY_BE_INEXACT = /[0-9][0-9.]{15}|[0-9][eE]/;
const NUMBER = /-?[0-9][0-9.eE+-]*/y;

/**
 * Whether some number in JSON text is not the value that a double reads (RFC 8259 §6): too many digits, or out of range.
 * `text` is text that JSON.parse accepts. Linear in the text.
 */
export function hasInexactNumber(text: string): boolean {
  if (!MAY_BE_INEXACT.test(text)) return false;
  for (let at = 0; at < text.length; ) {
    const c = text.charCodeAt(at);
    if (c === 0x22) at = afterString(text, at);
    else {
      const token = numberAt(text, at);
      if (!isExact(token)) return true;
      at += Math.max(1, token.length);
    }
  }
  return false;
}

/** The number that starts at `at`, or ''. */
function numberAt(text: string, at: number): string {
  NUMBER.lastIndex = at;
  return NUMBER.exec(text)?.[0] ?? '';
}

/** A double prints the shortest digits that lead back to it: other digits than those are not what it holds. */
function isExact(token: string): boolean {
  if (token.length <= 15 && !/[eE]/.test(token)) return true;
  const value = Number(token);
  return Number.isFinite(value) && decimal(token) === decimal(String(value));
}

/** One spelling for one value: sign, digits without zeros at either end, and the power of ten of the last digit. */
function decimal(token: string): string {
  const [mantissa = '', exponent = '0'] = token.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return '0';
  const significant = trimZeros(digits);
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${token.startsWith('-') ? '-' : ''}${significant}e${power}`;
}

/** A loop, not /0+$/: that is quadratic where zeros stand in front of another digit. */
function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 0x30) end--;
  return digits.slice(0, end);
}
