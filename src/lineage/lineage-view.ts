// What detectors may ask the lineage about a text: where its parts came from, and whether the task named them.

import type { TextOrigin, TextSpan } from '../domain/index.ts';

/** A part of a text that was seen before, and what it carries from there. */
export interface SourcePart {
  /** In the text that was asked about. */
  readonly span: TextSpan;
  readonly origin: TextOrigin;
  /** `verbatim`: its fingerprint is in the text. `derived`: it was in the context that produced the text. */
  readonly evidence: 'verbatim' | 'derived';
  /** Labels of the source: `confidential`, `untrusted`, the operator's own. */
  readonly labels: readonly string[];
}

/** Pure in the folded state and the exchange at hand. */
export interface LineageView {
  /** The parts of `text` whose source is known, in order of start; they may overlap. Linear in the text. */
  parts(text: string): readonly SourcePart[];
  /** Whether the user's own task, or a trusted system prompt, names this value (a destination, an account, a path). */
  authorises(value: string): boolean;
}
