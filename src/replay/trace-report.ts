// Where one action's words came from, and where they went: the answer of a trace.

import type { ActionType, Effect, TextOrigin, TextSpan } from '../domain/index.ts';

/**
 * How a text is known to come from another. `exact`: the whole of it was released or answered there. `verbatim`: a run of it stands
 * there as it is, but for case, space and punctuation. `decoded`: a run of it stands there once it is decoded or turned round.
 * `value`: an address, number, link or key stands in both. `context`: it was in what the agent had been given, and no word proves more.
 */
export type TraceEvidence = 'exact' | 'verbatim' | 'decoded' | 'value' | 'context';

/** One action of the workflow, as a trace names it. */
export interface TracedAction {
  readonly exchange: string;
  readonly action: string;
  readonly type: ActionType;
  readonly agent: string;
  /** Tool, target, language or sender: what tells it from others of its type. */
  readonly subject: string;
  readonly decision: Effect;
  /** The record that decided it. */
  readonly index: number;
}

/** That an action holds words of another. */
export interface TraceLink {
  readonly from: TracedAction;
  readonly to: TracedAction;
  readonly evidence: TraceEvidence;
  /** Who first brought the words, as keys and the ledger say. */
  readonly origin: TextOrigin;
  readonly labels: readonly string[];
  /** In the text of `to`; empty where the whole is meant. */
  readonly spans: readonly TextSpan[];
  /** The first of them as it reads; only where contents were asked for. ATTACKER-CONTROLLED. */
  readonly excerpt?: string;
}

export interface TraceReport {
  readonly workflow: string;
  readonly actions: readonly TracedAction[];
  /** Nearest first. */
  readonly upstream: readonly TraceLink[];
  readonly downstream: readonly TraceLink[];
  /** False where no policy kept prints of texts: then only what was resent whole is traced. */
  readonly prints: boolean;
  /** The workflow has more than is told. */
  readonly cut: boolean;
}
