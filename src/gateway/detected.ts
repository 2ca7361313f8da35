// What was found at one door: the value that the request door hands to the reply door and to the facts on record.

import type { DetectorInput, DetectorRun } from '../detect/index.ts';
import type { Action, ActionEvidence } from '../domain/index.ts';

export interface RequestDetection {
  readonly input: DetectorInput;
  readonly runs: readonly DetectorRun[];
  /** Undefined for an action that nobody looked at. */
  readonly evidence: (action: Action) => ActionEvidence | undefined;
}
