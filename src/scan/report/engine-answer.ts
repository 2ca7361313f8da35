// What the engine says of a set of files, before anybody has looked at comments, baselines and secrets.

import type { Fix } from '../fix/apply-edits.ts';
import type { Inventory } from './inventory.ts';
import type { Confidence, ReportedNotice, ReportedRule, ReportRange, Severity } from './scan-report.ts';

/** A text that was read on its own: a file, or a code cell of a notebook. */
export interface ReadUnit {
  readonly file: string;
  readonly cell: number | undefined;
  readonly text: string;
  /** From a place in `text` to the place in the file. */
  readonly toPhysical: (range: ReportRange) => ReportRange;
}

export interface EngineFinding {
  readonly ruleId: string;
  readonly family: string | undefined;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  readonly unit: ReadUnit;
  readonly range: ReportRange;
  /** Places in the unit whose text is a secret. */
  readonly secrets: readonly ReportRange[];
  readonly fix: (Fix & { readonly safety: 'safe' | 'unsafe' }) | undefined;
}

export interface EngineAnswer {
  readonly findings: readonly EngineFinding[];
  readonly notices: readonly ReportedNotice[];
  readonly units: readonly ReadUnit[];
  readonly frameworks: readonly string[];
  readonly imports: readonly { readonly from: string; readonly to: string }[];
  readonly rules: readonly ReportedRule[];
  readonly inventory: Inventory;
  readonly filesScanned: number;
}
