// What a detector is given and what it answers: the one contract of this module.

import type {
  CodeExecutionAction,
  Finding,
  FindingPlace,
  HandoffAction,
  TextOrigin,
  ToolCallAction,
  ToolDefinition,
} from '../domain/index.ts';
import type { LineageView } from '../lineage/index.ts';
import type { ExternalAnswer } from './detectors/external/external-answer.ts';

/** What carries a text. `tool_description` is a tool's description and schema as the request offers it. */
export type TextChannel =
  | 'tool_result'
  | 'agent_message'
  | 'user_message'
  | 'system_message'
  | 'memory'
  | 'reply'
  | 'tool_description';

/** ATTACKER-CONTROLLED: `text` and `claimed`. A text that this exchange carries for the first time. */
export interface InspectedText {
  readonly channel: TextChannel;
  /** Its place without a span; findings add the span. */
  readonly place: FindingPlace;
  /** The speaker that the body names, if any: a claim. */
  readonly claimed: string | undefined;
  /** Who brought it, as keys and the ledger say. */
  readonly origin: TextOrigin;
  readonly text: string;
}

export type InspectedAction = ToolCallAction | CodeExecutionAction | HandoffAction;

/** A tool as offered, with digests of what the model reads of it, so that a change is seen without keeping content. */
export interface OfferedTool {
  readonly definition: ToolDefinition;
  /** SHA-256 in hex of the description. */
  readonly descriptionDigest: string;
  /** SHA-256 in hex of the canonical JSON of the parameters. */
  readonly parametersDigest: string;
}

/** A released or attempted call of the past, without its content. */
export interface PastCall {
  readonly agent: string;
  readonly tool: string;
  /** SHA-256 in hex of its arguments as written. */
  readonly argumentsDigest: string;
}

/** A passage of data that spoke to its reader, kept without its text. */
export interface DirectivePrint {
  /** Hashes of its telling words; see `directivePrints`. */
  readonly words: readonly number[];
  /** How surely it was an instruction, 0..1. */
  readonly strength: number;
}

/** What the calling agent did in workflows before this one. Acts are named as `actOf` does. */
export interface AgentHabits {
  /** In which it acted at all. */
  readonly workflows: number;
  /** Pairs of an act and a workflow that saw it. */
  readonly incidences: number;
  /** Acts that one workflow alone saw: how often this agent does something new anyway. */
  readonly rare: number;
  /** How many of the workflows saw this act. */
  readonly workflowsWith: (act: string) => number;
}

/** What earlier exchanges of the workflow left behind, none of it content; a fold over the ledger. */
export interface WorkflowHistory {
  /** Exchanges of the workflow before this one. */
  readonly exchanges: number;
  /** Replies that the calling agent got since another agent, a tool or a user spoke. */
  readonly consecutiveReplies: number;
  /** Newest first; bounded. */
  readonly calls: readonly PastCall[];
  /** Speakers of the workflow's turns, newest first; bounded. */
  readonly speakers: readonly string[];
  /** SHA-256 in hex of texts that were released in this workflow, with how often; bounded. */
  readonly repeated: ReadonlyMap<string, number>;
  /** Tools by name as first offered in this workflow, with the agent that offered them. */
  readonly tools: ReadonlyMap<string, Omit<OfferedTool, 'definition'> & { readonly agent: string }>;
  /** How far the calling agent's earlier turns were from its scope and task, oldest first, each 0..1; bounded. */
  readonly divergence: readonly number[];
  /** Passages of earlier texts that spoke to their reader, the newest first; bounded. */
  readonly directives: readonly DirectivePrint[];
  readonly habits: AgentHabits;
}

/** One door of one exchange, with only what is new in it. */
export interface DetectorInput {
  /** The calling agent, as its key says. */
  readonly agent: string;
  /** What the agent is there for, in the developer's words: its system prompt; '' where there is none. */
  readonly scope: string;
  /** What the user asked for, in the user's own words; undefined where no user has spoken. */
  readonly task: string | undefined;
  /** Names of all agents that may take part. */
  readonly roster: readonly string[];
  readonly texts: readonly InspectedText[];
  /**
   * At the reply door: the new texts of the request that it answers. They were inspected at the request door; here they are
   * what the actions can be compared with.
   */
  readonly context: readonly InspectedText[];
  readonly actions: readonly InspectedAction[];
  readonly tools: readonly OfferedTool[];
  readonly history: WorkflowHistory;
  readonly lineage: LineageView;
  /** What the operator's own classifier said of these texts, as recorded; undefined where none is attached. */
  readonly external: ExternalAnswer | undefined;
}

/** Thrown by a detector that depends on something outside which did not answer: `unavailable`, not a bug. */
export class DetectorUnavailable extends Error {
  override readonly name = 'DetectorUnavailable';
}

export interface Detector {
  /** In snake_case, as policies and records say it; the folder has the same name in kebab-case. */
  readonly name: string;
  /**
   * Pure, and linear in what is new. What it throws is a failed detector, never "nothing found". Text beyond a bound of
   * the detector is a finding whose evidence says so, never silence.
   */
  readonly inspect: (input: DetectorInput) => readonly Finding[];
}
