// Replaces what a redaction names in one text.

import { findSensitive, redactSpans, textViews } from '../../content/index.ts';
import type { Redaction } from '../../domain/index.ts';
import { compilePattern, type Pattern, type Span } from '../values/pattern.ts';

export type Redactor = (text: string) => string;

/**
 * A function that applies all redactions. Idempotent for replacements that the patterns do not reach beyond: what
 * already is a replacement stays. Patterns look at the text and its decoded views.
 */
export function createRedactor(redactions: readonly Redaction[]): Redactor {
  const steps = redactions.map((redaction) => ({ redaction, patterns: compileAll(redaction.patterns) }));
  return (text) => steps.reduce((current, step) => redactOnce(current, step.redaction, step.patterns), text);
}

function compileAll(sources: readonly string[]): readonly Pattern[] {
  return sources.map((source) => {
    const result = compilePattern(source);
    // INVARIANT: the loader has compiled the same source with the same limits.
    if (!result.ok) throw new Error('a redaction pattern that was loaded does not compile');
    return result.pattern;
  });
}

function redactOnce(text: string, redaction: Redaction, patterns: readonly Pattern[]): string {
  const spans: Span[] = findSensitive(text, redaction.kinds).map(({ start, end }) => ({ start, end }));
  if (patterns.length > 0) {
    for (const view of textViews(text)) {
      for (const pattern of patterns) {
        for (const span of pattern.spans(view.text)) spans.push(view.toOriginal(span));
      }
    }
  }
  const done = occurrences(text, redaction.replacement);
  const fresh = spans.filter((span) => span.end > span.start && !done.some((old) => covers(old, span)));
  return fresh.length === 0 ? text : redactSpans(text, fresh, redaction.replacement);
}

function covers(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function occurrences(text: string, replacement: string): readonly Span[] {
  const found: Span[] = [];
  if (replacement === '') return found;
  for (
    let at = text.indexOf(replacement);
    at !== -1;
    at = text.indexOf(replacement, at + replacement.length)
  ) {
    found.push({ start: at, end: at + replacement.length });
  }
  return found;
}
