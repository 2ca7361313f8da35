// What a detector answers: what was seen, where, and how surely. A finding never acts; thresholds are policy.

/** UTF-16 offsets; `end` is exclusive. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** Where something was seen. Offsets are those of the text that was inspected; no span means the whole of it. */
export type FindingPlace =
  | { readonly kind: 'message'; readonly messageIndex: number; readonly span: TextSpan | undefined }
  | {
      readonly kind: 'action';
      readonly actionId: string;
      /** Path of the parameter, or undefined for the action as a whole. */
      readonly parameter: string | undefined;
      readonly span: TextSpan | undefined;
    }
  | { readonly kind: 'tool'; readonly tool: string }
  | { readonly kind: 'exchange' };

export interface Finding {
  /** The name of the detector that answers, in snake_case. */
  readonly detector: string;
  /** From 0 to 1. */
  readonly confidence: number;
  readonly where: FindingPlace;
  /** How much of the inspected text is affected, from 0 to 1; 1 where there is no text. */
  readonly share: number;
  /** Why, in words of the detector's own tables. INVARIANT: never text of what was inspected, which may be a secret. */
  readonly evidence: readonly string[];
}

/** `threw`: a fault of the detector. `too_slow`: it exceeded its bound. `unavailable`: an outside service did not answer. */
export type DetectorFailure = 'threw' | 'too_slow' | 'unavailable';

/** What became of one detector on one exchange. INVARIANT: a failure is never an empty list of findings. */
export type DetectorOutcome =
  | { readonly kind: 'answered'; readonly detector: string; readonly findings: readonly Finding[] }
  | { readonly kind: 'failed'; readonly detector: string; readonly why: DetectorFailure };

/** Who or what really brought a text, as keys and the ledger say; `unknown` where they say nothing. */
export type TextOrigin =
  | { readonly kind: 'agent'; readonly name: string }
  | { readonly kind: 'tool'; readonly name: string }
  | { readonly kind: 'user' }
  | { readonly kind: 'developer' }
  | { readonly kind: 'memory' }
  | { readonly kind: 'unknown' };
