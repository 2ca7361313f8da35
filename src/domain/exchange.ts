// Who calls, from where, for whom: the facts that all actions of one exchange share.

import type { ActionType } from './action.ts';
import type { EpochMs } from './clock.ts';
import type { SpendScope, SpendWindow, Spent } from './spend.ts';

/** An agent as its key identifies it. Role, groups and scope come from the gateway's own records, never from a body. */
export interface AgentIdentity {
  readonly name: string;
  readonly role: string | undefined;
  readonly groups: readonly string[];
  /** The public half of the key that was shown. */
  readonly keyId: string;
  /** Upstream names that this agent may use; undefined means all. */
  readonly upstreams: readonly string[] | undefined;
  /** Model names (globs allowed) that this agent may use; undefined means all. */
  readonly models: readonly string[] | undefined;
}

export type WorkflowSource = 'header' | 'path' | 'inferred';

export interface WorkflowRef {
  readonly id: string;
  readonly source: WorkflowSource;
}

/**
 * What kind of call a framework makes; it decides the shape of a block (autogen-wire §4.3).
 * `json_schema` is any structured-output call whose schema is not one of the known ones.
 */
export type CallKind =
  | 'normal'
  | 'speaker_selection'
  | 'json_object'
  | 'json_schema'
  | 'magentic_ledger'
  | 'maf_orchestrator'
  | 'retry_decision';

/** Facts of the call that every policy may read. */
export interface CallFacts {
  readonly agent: AgentIdentity;
  readonly workflow: WorkflowRef;
  readonly onBehalfOf: UnverifiedClaim | undefined;
  /** Pseudonym of the person whom the call is about: its contents can be erased by it. No policy reads it. */
  readonly dataSubject?: string | undefined;
  readonly model: string;
  readonly provider: string;
  readonly stream: boolean;
  readonly kind: CallKind;
  /** The agent that the reply hands the turn to, once it is known. */
  readonly nextHop: string | undefined;
}

/** A claim made by a header or a body: may restrict, never grants. */
export interface UnverifiedClaim {
  readonly name: string;
  readonly verified: false;
}

/** An action of the past, as sequence and rate conditions see it. Never holds content. */
export interface PastAction {
  readonly at: EpochMs;
  readonly type: ActionType;
  readonly agent: string;
  readonly workflow: string;
  readonly toolName: string | undefined;
  readonly toolCategory: string | undefined;
  readonly model: string;
  /** Whether it was released (ALLOW, LOG, or a satisfied CONSTRAIN). */
  readonly released: boolean;
}

/** The view of the folded state that a decision may read. Pure: the same state gives the same answers. */
export interface HistoryView {
  /** Past actions of this workflow or agent, newest first, none older than `withinMs` before now; bounded in number. */
  recent(scope: 'workflow' | 'agent', withinMs: number): Iterable<PastAction>;
  readonly workflowTokens: number;
  readonly agentTokens: number;
  /** What counts against a budget in the current window, calls on their way included; of workflows the most used one. */
  spent(scope: SpendScope, window: SpendWindow, model: string): Spent;
  /** Replies that this agent has been given in this workflow since another agent or a user spoke. */
  readonly consecutiveReplies: number;
}
