// Stretches of a text, joined, measured and looked up.

import type { TextSpan } from '../domain/index.ts';

/** The spans of parts without overlaps, in order of start. */
export function covered(parts: readonly { readonly span: TextSpan }[]): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  for (const { span } of [...parts].sort((a, b) => a.span.start - b.span.start)) {
    const last = spans.at(-1);
    if (last !== undefined && span.start <= last.end) spans[spans.length - 1] = joined(last, span);
    else spans.push(span);
  }
  return spans;
}

function joined(a: TextSpan, b: TextSpan): TextSpan {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

export function lengthOf(spans: readonly TextSpan[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Whether one of the spans, which are in order and apart, overlaps with a range. */
export function meets(spans: readonly TextSpan[], start: number, end: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const next = spans[low];
  return next !== undefined && next.start < end;
}
