// Pages that the gateway shows to people, as plain HTML: no script, no style, nothing from elsewhere, every value escaped.

import { visible } from '../domain/index.ts';

/** Nothing of a page is kept, framed, or told to where its reader goes next. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Text for HTML, what misleads a reader as escapes. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (special) => ENTITIES.get(special) ?? '');
}

/** A whole page. `title` is text; `body` is HTML, in which the caller has escaped what comes from outside. */
export function htmlPage(title: string, body: string): string {
  const heading = escapeHtml(title);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${heading}</title></head>
<body><h1>${heading}</h1>${body}</body></html>
`;
}
