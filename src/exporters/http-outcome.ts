// What HTTP statuses mean where a destination gives them no meaning of its own (RFC 9110 §15).

import type { JsonValue } from '../domain/index.ts';
import type { ExportAnswer, Outcome } from './exporter.ts';

/** The outcome of every status but success, for which the destination's own reading of the body is asked. */
export function outcomeOfStatus({ status }: ExportAnswer): Exclude<Outcome, { kind: 'taken' }> | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 413) return { kind: 'too_large' };
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return { kind: 'later', why: `answered ${status}` };
  return { kind: 'misconfigured', why: `answered ${status}` };
}

/** The body as JSON; undefined where it is none, which no destination's success is. */
export function jsonBody(answer: ExportAnswer): JsonValue | undefined {
  try {
    return JSON.parse(answer.body) as JsonValue;
  } catch {
    return undefined;
  }
}

/** A few printable words of what a destination said, for a person's eyes. */
export function saidBriefly(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 160);
}
