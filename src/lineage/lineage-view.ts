// What detectors and conditions may ask the lineage about a text: where its parts came from, and whether the task named them.

import type { TextOrigin, TextSpan } from '../domain/index.ts';
import type { Source, SourcePlace } from './span-facts.ts';

/** A part of a text that was seen before, and what it carries from there. */
export interface SourcePart {
  /** In the text that was asked about. */
  readonly span: TextSpan;
  readonly origin: TextOrigin;
  /** `text`: a run of at least some 31 letters and digits. `value`: an address, link, number, key or field. */
  readonly match: 'text' | 'value';
  /** Labels of the source: `confidential`, `untrusted`, the operator's own. */
  readonly labels: readonly string[];
  /** Where it entered the workflow. */
  readonly place: SourcePlace;
}

/** Pure in the folded state and the exchange at hand. */
export interface LineageView {
  /**
   * The parts of `text` that stand in earlier texts of the workflow, also encoded, reformatted, reversed or in rot13: in
   * order of start; they may overlap. Linear in the text.
   */
  parts(text: string): readonly SourcePart[];
  /** Whether the user's own task, or a trusted system prompt, names this value (a destination, an account, a path). */
  authorises(value: string): boolean;
  /** Everything that reached this agent through any number of others: what its words may be derived from. */
  behind(agent: string): readonly Source[];
}

/** Of a workflow that nothing is known of. */
export const NO_LINEAGE: LineageView = { parts: () => [], authorises: () => false, behind: () => [] };
