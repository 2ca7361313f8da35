// Stretches of a text, joined, measured and looked up.

import type { TextSpan } from '../domain/index.ts';

interface Placed {
  readonly span: TextSpan;
}

/** The spans of parts without overlaps, in order of start. Linear where the parts are in order, as attribution gives them. */
export function covered(parts: readonly Placed[]): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  let last: { start: number; end: number } | undefined;
  for (const { span } of inOrder(parts)) {
    if (last === undefined || span.start > last.end) {
      last = { start: span.start, end: span.end };
      spans.push(last);
    } else if (span.end > last.end) last.end = span.end;
  }
  return spans;
}

function inOrder(parts: readonly Placed[]): readonly Placed[] {
  let before = Number.NEGATIVE_INFINITY;
  for (const { span } of parts) {
    if (span.start < before) return [...parts].sort((a, b) => a.span.start - b.span.start);
    before = span.start;
  }
  return parts;
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
