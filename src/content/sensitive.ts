// Finds data that must not leave, also behind encodings, and blots it out.

import type { SensitiveKind, TextSpan } from '../domain/index.ts';
import { personalDetectors } from './personal-detectors.ts';
import { secretDetectors } from './secret-detectors.ts';
import type { SensitiveDetector } from './sensitive-detector.ts';
import { textViews } from './text-views.ts';

export interface SensitiveSpan extends TextSpan {
  readonly kind: SensitiveKind;
}

const DETECTORS: readonly SensitiveDetector[] = [...secretDetectors, ...personalDetectors];

/**
 * The sensitive data of the given kinds in all views of the text, as spans of the original, in order of start, each
 * once. Validated where the data carry a check (Luhn, mod 97, octets, entropy). Linear in the text. Recognises shapes,
 * not meaning: a password without a word that says so is not found.
 */
export function findSensitive(text: string, kinds: readonly SensitiveKind[]): readonly SensitiveSpan[] {
  const wanted = DETECTORS.filter((detector) => kinds.includes(detector.kind));
  if (wanted.length === 0) return [];
  const found = new Map<string, SensitiveSpan>();
  for (const view of textViews(text)) {
    for (const { kind, find } of wanted) {
      for (const span of find(view.text)) {
        const { start, end } = view.toOriginal(span);
        found.set(`${kind} ${start} ${end}`, { kind, start, end });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start || b.end - a.end);
}

/**
 * The text with each span replaced; overlapping and touching spans become one replacement. Spans that reach beyond the
 * text are cut, empty ones ignored. A second pass over spans of the result that lie in replacements is the caller's to
 * avoid.
 */
export function redactSpans(text: string, spans: readonly TextSpan[], replacement: string): string {
  const sorted = spans.filter((span) => span.end > span.start).toSorted((a, b) => a.start - b.start);
  let redacted = '';
  let copied = 0;
  let covered = -1;
  for (const { start, end } of sorted) {
    if (start >= text.length) break;
    if (start > covered) {
      redacted += text.slice(copied, start) + replacement;
      covered = start;
    }
    covered = Math.max(covered, end);
    copied = covered;
  }
  return redacted + text.slice(copied);
}
