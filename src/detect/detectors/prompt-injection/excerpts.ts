// What is read of a very long text: its beginning, its end, and what stands around telling words between them.

import type { TextSpan } from '../../../domain/index.ts';

export interface Excerpts {
  /** In order, not overlapping. */
  readonly excerpts: readonly TextSpan[];
  /** Characters around telling words that the budget did not allow. */
  readonly unread: number;
}

const WHOLE = 128 * 1024;
const EDGE = 32 * 1024;
/** Around each telling word. */
const REACH = 256;
const MAX_EXCERPTS = 64;
/** Words that an instruction to a reader can hardly do without. No repetition: one pass. */
const TELLING =
  /\b(?:ignor|disregard|forget|instruct|prompt|assistant|language model|you must|todo:|important:|password|http:\/\/|https:\/\/|transfer|<\|im_|\[inst\])/gi;

/** The whole of a text of up to 128 Ki characters. Linear, with a bound on what is to be read. */
export function excerptsOf(text: string): Excerpts {
  if (text.length <= WHOLE) return { excerpts: [{ start: 0, end: text.length }], unread: 0 };
  const last = text.length - EDGE;
  const excerpts: TextSpan[] = [{ start: 0, end: EDGE }];
  let unread = 0;
  let covered = EDGE;
  for (const { index } of text.slice(0, last).matchAll(TELLING)) {
    if (index < covered) continue;
    const start = Math.max(covered, index - REACH);
    covered = Math.min(last, index + REACH);
    if (excerpts.length < MAX_EXCERPTS) excerpts.push({ start, end: covered });
    else unread += covered - start;
  }
  return { excerpts: [...excerpts, { start: last, end: text.length }], unread };
}
