// The value that each step hands to the next: the compiler keeps the order of the steps by these types.

import type { AgentIdentity, CallFacts, Effect, UnverifiedClaim } from '../domain/index.ts';
import type { WorkflowResolution } from '../lineage/index.ts';
import type { PolicyFacts, PolicySet } from '../policy/index.ts';
import type { ChatRequest, Framework, RequestEdit } from '../wire/index.ts';
import type { ConversationTip } from './conversation-tips.ts';
import type { RequestDetection } from './detected.ts';
import type { JudgedAction } from './judge-action.ts';
import type { Route } from './ports.ts';
import type { RequestAction } from './request-actions.ts';
import type { Standing } from './state.ts';

/** After step 1: the agent that the key belongs to. */
export interface Identified {
  readonly agent: AgentIdentity;
}

/** After step 2: what the bytes say. */
export interface Read extends Identified {
  readonly request: ChatRequest;
  /** For the record and for advice; a header proves nothing. */
  readonly framework: Framework;
  readonly claimedWorkflow: { readonly id: string; readonly source: 'header' | 'path' } | undefined;
  readonly onBehalfOf: UnverifiedClaim | undefined;
  readonly dataSubject: string | undefined;
  /** Where the call would go; `refused` says why this agent may not send it there. */
  readonly route: Route | { readonly refused: string };
}

/** After step 3: the call in its workflow, and the actions that it carries for the first time. */
export interface Inspected extends Read {
  readonly resolution: WorkflowResolution;
  readonly facts: CallFacts;
  readonly actions: readonly RequestAction[];
  /** Digest of the first non-system text, by which an unnamed workflow is found again. */
  readonly firstText: string | undefined;
  /** Digest of all that a decision on a message depends on, but for the message: see `ExchangeFacts`. */
  readonly judgedFor: string;
  /** The agent's latest call in this workflow, when this one carries its whole message list and goes on from there. */
  readonly continues: ConversationTip | undefined;
  /** So many messages from the first on stand clear for good, by what `continues` was judged for: none is looked at again. */
  readonly clearBefore: number;
}

/** A verdict on an action of the request door. */
export interface JudgedRequestAction extends JudgedAction {
  readonly before: Standing;
  readonly known: boolean;
}

/** After step 4: a verdict on every action, and what must change in the bytes before they may leave. */
export interface Decided extends Inspected {
  readonly policy: PolicySet;
  readonly policyFacts: PolicyFacts;
  readonly verdicts: readonly JudgedRequestAction[];
  readonly effect: Effect;
  readonly wouldBe: Effect;
  readonly edits: readonly RequestEdit[];
  readonly detection: RequestDetection | undefined;
}
