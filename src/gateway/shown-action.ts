// What an approver is shown, and what an approval is bound to: one text, and its digest.

import {
  type Action,
  actionLabels,
  actionText,
  type CallFacts,
  type JsonObject,
  type Sha256Hex,
} from '../domain/index.ts';
import { clip } from './action-bodies.ts';

export interface Showing {
  readonly facts: CallFacts;
  /** 0, or how many equal actions of the same reply stand before this one: each is a question of its own. */
  readonly occurrence: number;
  /** Digest of the whole call, for the approval of a call. */
  readonly callDigest: () => string;
}

export interface ShownAction {
  readonly text: string;
  readonly digest: string;
  /** Digest of the same without workflow and occurrence: equal actions elsewhere have the same. */
  readonly alike: string;
  /** Tool, target or language: names the action without its contents. */
  readonly subject: string;
}

/**
 * Exactly what the approver sees and the approval is bound to: agent, action and normalised arguments. Deterministic,
 * so that a retry of the same action finds the same question.
 */
export function showAction(action: Action, sha256: Sha256Hex, showing: Showing): ShownAction {
  const { facts, occurrence } = showing;
  const what = describeAction(action, showing);
  const text = JSON.stringify({
    agent: facts.agent.name,
    workflow: facts.workflow.id,
    ...what,
    ...(occurrence === 0 ? {} : { occurrence: occurrence + 1 }),
  });
  return {
    text,
    digest: sha256(text),
    alike: sha256(JSON.stringify([facts.agent.name, what])),
    subject: clip(subjectOf(action, facts)),
  };
}

function describeAction(action: Action, { facts, callDigest }: Showing): JsonObject {
  return {
    type: action.type,
    ...(action.type === 'tool_call' ? { tool: action.toolName, arguments: shownArguments(action) } : {}),
    ...(action.type === 'handoff' ? { target: action.target } : {}),
    ...(action.type === 'code_execution' ? { language: action.language } : {}),
    ...(action.type === 'llm_call' ? { model: facts.model, body: callDigest() } : {}),
    ...(action.type === 'tool_call' ? {} : { text: actionText(action) ?? '' }),
    ...(actionLabels(action) === '' ? {} : { labels: actionLabels(action) }),
  };
}

function subjectOf(action: Action, facts: CallFacts): string {
  switch (action.type) {
    case 'tool_call':
      return action.toolName;
    case 'handoff':
      return action.target;
    case 'code_execution':
      return action.language;
    case 'llm_call':
      return facts.model;
    case 'tool_result':
      return action.tool?.name ?? '';
    default:
      return '';
  }
}

function shownArguments(action: Extract<Action, { type: 'tool_call' }>): JsonObject | string {
  return action.arguments.kind === 'object' ? sortKeys(action.arguments.value) : action.rawArguments;
}

/** Key order does not matter to a tool, so it does not to an approval. Depth is bounded by the argument reader. */
function sortKeys(value: JsonObject): JsonObject {
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ),
  );
}
