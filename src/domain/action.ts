// What is decided. An exchange is taken apart into actions; each one is decided on its own, all before anything is released.

import type { JsonObject } from './json.ts';

export type Door = 'request' | 'reply';

/**
 * A name that somebody gave. `verified` is true only when a key, or the ledger, vouches for it.
 * INVARIANT: an unverified name may restrict, never grant.
 */
export interface Claim {
  readonly name: string;
  readonly verified: boolean;
}

/** A tool as the request offers it to the model. ATTACKER-CONTROLLED: every field comes from the agent's body. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the parameters as sent, or null where the tool declares none. */
  readonly parameters: JsonObject | null;
}

/** The call itself: one per exchange, always the first action of the request door. */
export interface LlmCallAction {
  readonly type: 'llm_call';
  readonly id: string;
  readonly door: 'request';
  readonly toolsOffered: readonly ToolDefinition[];
  /** The reply bound that the agent asks for (`max_tokens` or `max_completion_tokens`), in tokens. */
  readonly maxTokens: number | undefined;
  /** A cheap upper-side estimate of the prompt, in tokens (bytes / 4, rounded up). */
  readonly estimatedTokens: number;
  readonly choices: number;
  /** Every string of the request outside its messages that an agent is free to choose, one per line; computed when first read. */
  readonly text: string;
  /**
   * What structures the request and still is the agent's choice (names, keys, items of enums, the model), one per line;
   * of messages that are no action of their own, too. Judged like text, never changed. Computed when first read.
   */
  readonly labels: string;
}

/** Text that this call carries for the first time. */
export interface MessageAction {
  readonly type: 'agent_message' | 'user_message' | 'system_message' | 'memory';
  readonly id: string;
  readonly door: 'request';
  /** Position in the request's `messages`. */
  readonly messageIndex: number;
  readonly sender: Claim | undefined;
  readonly recipient: string;
  /** All text parts joined by a line feed; images and files contribute nothing. */
  readonly text: string;
  /** Names, ids and keys of the message, one per line: judged like text, never changed. Computed when first read. */
  readonly labels: string;
}

/** The result of a tool, as the agent reports it, carried for the first time. */
export interface ToolResultAction {
  readonly type: 'tool_result';
  readonly id: string;
  readonly door: 'request';
  readonly messageIndex: number;
  readonly callId: string | undefined;
  /** Verified when the call id is one that this gateway released. */
  readonly tool: Claim | undefined;
  readonly recipient: string;
  readonly text: string;
  /** As those of a message. */
  readonly labels: string;
}

/** The text of one choice of the model's reply. */
export interface ReplyAction {
  readonly type: 'reply';
  readonly id: string;
  readonly door: 'reply';
  readonly choice: number;
  readonly text: string;
}

/** Tool arguments after strict reading. Whatever is not one JSON object with unique keys and numbers that all readers agree on is `unreadable`: unknown to policy. */
export type ToolArguments =
  | { readonly kind: 'object'; readonly value: JsonObject }
  | {
      readonly kind: 'unreadable';
      readonly why:
        | 'not_json'
        | 'not_an_object'
        | 'duplicate_keys'
        | 'too_deep'
        | 'too_large'
        | 'inexact_number';
    };

export interface ToolCallAction {
  readonly type: 'tool_call';
  readonly id: string;
  readonly door: 'reply';
  readonly choice: number;
  /** Position in the choice's `tool_calls`; 0 for the legacy `function_call`. */
  readonly position: number;
  readonly callId: string | undefined;
  /** As the model wrote it. Frameworks fold `[^a-zA-Z0-9_-]` to `_`; policies see both forms. */
  readonly toolName: string;
  readonly rawArguments: string;
  readonly arguments: ToolArguments;
  readonly legacy: boolean;
  /** The definition that the request offered under this name, if any. */
  readonly definition: ToolDefinition | undefined;
}

export type Capability =
  | 'network'
  | 'filesystem_write'
  | 'filesystem_read_sensitive'
  | 'subprocess'
  | 'package_install'
  | 'environment_read'
  | 'dynamic_code'
  | 'destructive';

/** A fenced block that some AutoGen executor would run. */
export interface CodeExecutionAction {
  readonly type: 'code_execution';
  readonly id: string;
  readonly door: 'reply';
  readonly choice: number;
  /** Lower case, aliases folded: python, sh, powershell, javascript …; '' where the fence names none and none is inferred. */
  readonly language: string;
  readonly code: string;
  /** UTF-16 offsets of the whole block, fences included, in the reply's text. */
  readonly start: number;
  readonly end: number;
  /** Undefined where the code could not be analysed: unknown to policy. */
  readonly capabilities: readonly Capability[] | undefined;
}

/** A transfer of the turn to another agent. */
export interface HandoffAction {
  readonly type: 'handoff';
  readonly id: string;
  readonly door: 'reply';
  readonly choice: number;
  readonly target: string;
  readonly via: 'handoff_tool' | 'speaker_selection' | 'orchestrator_ledger';
  /** Position of the carrying tool call, where it is one. */
  readonly position: number | undefined;
}

export type Action =
  | LlmCallAction
  | MessageAction
  | ToolResultAction
  | ReplyAction
  | ToolCallAction
  | CodeExecutionAction
  | HandoffAction;

export type ActionType = Action['type'];

export const ACTION_TYPES: readonly ActionType[] = [
  'llm_call',
  'agent_message',
  'user_message',
  'system_message',
  'memory',
  'tool_result',
  'reply',
  'tool_call',
  'code_execution',
  'handoff',
];

/** The text that content conditions read in an action, or undefined where the action has none. */
export function actionText(action: Action): string | undefined {
  switch (action.type) {
    case 'handoff':
      return undefined;
    case 'tool_call':
      return action.rawArguments;
    case 'code_execution':
      return action.code;
    case 'llm_call':
    case 'agent_message':
    case 'user_message':
    case 'system_message':
    case 'memory':
    case 'tool_result':
    case 'reply':
      return action.text;
  }
}

/** Names, ids and keys that conditions read beside the text and that no redaction can change; '' where there are none. */
export function actionLabels(action: Action): string {
  return 'labels' in action ? action.labels : '';
}
