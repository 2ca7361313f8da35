// One action as CEL sees it. What is absent or only claimed is left out, so that an expression about it is unknown.

import type { CelInput } from '@bufbuild/cel';
import { type Action, actionLabels, actionText, isJsonObject, type JsonValue } from '../../domain/index.ts';
import type { Polarity } from '../compile/compile-names.ts';
import { knownTool, roleOf, type Subject } from '../evaluate/subject.ts';
import type { CelBindings } from './variables.ts';

type Fields = Readonly<Record<string, CelInput | undefined>>;

/** The variables of VARIABLES that this action has. INVARIANT: under `grant`, nothing that is only claimed or inferred. */
export function celBindings(subject: Subject, polarity: Polarity): CelBindings {
  const { action, facts } = subject;
  const { call, history, now } = facts;
  const bindings: Record<string, CelInput | undefined> = {
    action: record({ type: action.type, door: action.door }),
    agent: record({
      name: call.agent.name,
      role: roleOf(subject),
      groups: [...call.agent.groups],
    }),
    call: record({
      model: call.model,
      provider: call.provider,
      stream: call.stream,
      kind: call.kind,
      next_hop: call.nextHop,
      on_behalf_of: polarity === 'restrict' ? call.onBehalfOf?.name : undefined,
    }),
    history: record({
      workflow_tokens: history.workflowTokens,
      agent_tokens: history.agentTokens,
      consecutive_replies: history.consecutiveReplies,
    }),
    now,
    workflow: polarity === 'restrict' ? record({ id: call.workflow.id }) : undefined,
    ...ofAction(subject, action, polarity),
  };
  return withText(withoutUndefined(bindings), action, polarity);
}

/** The text is put together when an expression names it. That of a call grants nothing: it is all the caller's own. */
function withText(bindings: CelBindings, action: Action, polarity: Polarity): CelBindings {
  if (action.type === 'handoff' || (action.type === 'llm_call' && polarity === 'grant')) return bindings;
  return {
    ...bindings,
    get text() {
      const text = actionText(action) ?? '';
      const labels = polarity === 'restrict' ? actionLabels(action) : '';
      return labels === '' ? text : `${text}\n${labels}`;
    },
  };
}

function ofAction(subject: Subject, action: Action, polarity: Polarity): Fields {
  switch (action.type) {
    case 'tool_call': {
      const { facts } = knownTool(subject, action);
      const category = polarity === 'restrict' || facts.source === 'declared' ? facts.category : undefined;
      return {
        args: action.arguments.kind === 'object' ? celValue(action.arguments.value) : undefined,
        tool: record({ name: action.toolName, category, labels: [...facts.labels] }),
      };
    }
    case 'code_execution':
      return {
        code: record({
          language: action.language,
          capabilities: action.capabilities === undefined ? undefined : [...action.capabilities],
        }),
      };
    case 'agent_message':
    case 'user_message':
    case 'system_message':
    case 'memory': {
      const sender = polarity === 'restrict' || action.sender?.verified ? action.sender?.name : undefined;
      return { message: record({ recipient: action.recipient, sender }) };
    }
    case 'tool_result':
      return { message: record({ recipient: action.recipient }) };
    case 'handoff':
      return { target: action.target };
    case 'llm_call':
    case 'reply':
      return {};
  }
}

/** A CEL map; a Map and never a plain object, so that no name finds anything inherited. */
function record(fields: Fields): CelInput {
  return new Map(Object.entries(withoutUndefined(fields)));
}

function withoutUndefined(fields: Fields): CelBindings {
  const present: Record<string, CelInput> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) present[name] = value;
  }
  return present;
}

/** JSON as CEL input. The reader of arguments bounds their depth. */
function celValue(value: JsonValue): CelInput {
  if (Array.isArray(value)) return value.map(celValue);
  if (!isJsonObject(value)) return value;
  return new Map(Object.entries(value).map(([key, member]) => [key, celValue(member)]));
}
