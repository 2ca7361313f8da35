// Finds addresses of mail by their `@`: a long word without one costs nothing.

import type { TextSpan } from '../domain/index.ts';

const MAX_LOCAL_PART = 64;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/u;
const MAX_DOMAIN = 255;
const MAX_LABEL = 63;

/** The addresses in a text, in order. Linear: around each `@` a bounded part is read. ATTACKER-CONTROLLED: the text. */
export function findEmails(text: string): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    if (!mayBeginDomain(text, at + 1)) continue;
    const start = startOfLocalPart(text, at);
    if (start === at) continue;
    const domain = DOMAIN.exec(text.slice(at + 1, at + 1 + MAX_DOMAIN));
    if (domain !== null) spans.push({ start, end: at + 1 + domain[0].length });
  }
  return spans;
}

/** False where no label of a domain, with its dot, stands here; letters outside of ASCII are left to the expression. */
function mayBeginDomain(text: string, start: number): boolean {
  for (let at = start; at <= start + MAX_LABEL && at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) return true;
    if (code === DOT) return at > start;
    if (!isAsciiLetterOrDigit(code) && (code !== HYPHEN || at === start)) return false;
  }
  return false;
}

function startOfLocalPart(text: string, end: number): number {
  const least = Math.max(0, end - MAX_LOCAL_PART);
  let start = end;
  while (start > least) {
    const width = start - 2 >= least && (text.codePointAt(start - 2) ?? 0) > 0xffff ? 2 : 1;
    if (!isLocal(text, start - width)) break;
    start -= width;
  }
  return start;
}

function isLocal(text: string, at: number): boolean {
  const code = text.codePointAt(at) ?? 0;
  if (code >= 0x80) return LETTER_OR_DIGIT.test(String.fromCodePoint(code));
  return isAsciiLetterOrDigit(code) || LOCAL_SIGNS.includes(text.charAt(at));
}

const DOT = 0x2e;
const HYPHEN = 0x2d;
const LOCAL_SIGNS = ".!#$%&'*+=?^_{|}~-";

function isAsciiLetterOrDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
