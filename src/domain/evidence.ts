// What is known about an action besides what it says: findings about it, and where its parts came from.

import type { DetectorFailure, Finding, TextOrigin } from './finding.ts';

/** Somebody whose words, or some tool whose data, reached an action. */
export interface FlowSource {
  readonly origin: TextOrigin;
  /** `confidential`, `pii`, `secret`, `untrusted`, or the operator's own. */
  readonly labels: readonly string[];
}

/** `verbatim`: its text is in the action, also encoded or reformatted. `derived`: it was given to the agent that acts. */
export type FlowEvidence = 'verbatim' | 'derived';

export interface FailedDetector {
  readonly detector: string;
  readonly why: DetectorFailure;
}

/** A finding that an override has set aside: on record, but no condition sees it. */
export interface OverriddenFinding {
  readonly finding: Finding;
  /** The id of the override. */
  readonly override: string;
}

/** The evidence on one action. Pure in the folded state and the exchange. */
export interface ActionEvidence {
  /** The findings that count. */
  readonly findings: readonly Finding[];
  readonly overridden?: readonly OverriddenFinding[];
  /** What an override for this very action is bound to, where there are findings. */
  readonly digest?: string;
  /** Detectors that gave no answer: what they would have said is unknown. */
  readonly failed: readonly FailedDetector[];
  /** Undefined where the action is too long, or too often encoded, to be traced in full. */
  sources(evidence: FlowEvidence): readonly FlowSource[] | undefined;
}

/** The names of all detectors, as policies and records say them. */
export const DETECTOR_NAMES = [
  'dangerous_code',
  'exfiltration',
  'external',
  'hijacked_action',
  'impersonation',
  'prompt_injection',
  'runaway',
  'semantic_divergence',
  'sensitive_data',
  'tool_drift',
] as const;

export type DetectorName = (typeof DETECTOR_NAMES)[number];
