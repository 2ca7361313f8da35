// The contract with a classifier outside: what it is asked, what it may answer, and how little of that is believed.

import { z } from 'zod';
import type { TextSpan } from '../../../domain/index.ts';

/** The body that is posted. */
export interface ExternalQuestion {
  readonly agent: string;
  readonly task: string | undefined;
  readonly texts: readonly { readonly channel: string; readonly text: string }[];
}

export interface ExternalFinding {
  /** Index into the texts of the question; undefined for the exchange as a whole. */
  readonly text: number | undefined;
  readonly confidence: number;
  readonly span: TextSpan | undefined;
  /** A code of the classifier's own list; it goes to the record, so it can not hold content. */
  readonly reason: string;
}

/** `not_configured`: policy asks, and no address is configured. `too_large`: more text than is sent. */
export type ExternalSilence = 'timeout' | 'unreachable' | 'bad_answer' | 'too_large' | 'not_configured';

/** What is recorded of the asking: replay feeds exactly this. */
export type ExternalAnswer =
  | { readonly kind: 'answered'; readonly findings: readonly ExternalFinding[] }
  | { readonly kind: 'unavailable'; readonly why: ExternalSilence };

/** Implemented outside of the engine, with a time-out. Never throws: what goes wrong is `unavailable`. */
export interface ExternalClassifier {
  classify(question: ExternalQuestion): Promise<ExternalAnswer>;
}

const MAX_FINDINGS = 64;

const findingSchema = z.strictObject({
  text: z.int().min(0).optional(),
  confidence: z.number().min(0).max(1),
  span: z.strictObject({ start: z.int().min(0), end: z.int().min(1) }).optional(),
  /** A word, not a sentence: prose could quote what was inspected. */
  reason: z.string().regex(/^[a-z][a-z0-9_.-]{0,63}$/),
});

const answerSchema = z.strictObject({ findings: z.array(findingSchema).max(MAX_FINDINGS) });

/** Reads an answer strictly; anything else than the contract is `bad_answer`. ATTACKER-CONTROLLED: the classifier reads hostile text. */
export function readExternalAnswer(body: unknown): ExternalAnswer {
  const read = answerSchema.safeParse(body);
  if (!read.success) return { kind: 'unavailable', why: 'bad_answer' };
  const findings = read.data.findings.map(({ text, confidence, span, reason }) => ({
    text,
    confidence,
    span,
    reason,
  }));
  return { kind: 'answered', findings };
}
