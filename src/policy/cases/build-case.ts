// Turns the short form of a case into an action and its facts.

import {
  type Action,
  type ActionEvidence,
  type FlowSource,
  isJsonObject,
  type JsonObject,
  NO_PRICES,
  NOTHING_SPENT,
  type ToolArguments,
} from '../../domain/index.ts';
import type { PolicyFacts } from '../policy-facts.ts';
import type { CaseSource } from './case-schema.ts';

/** The facts of a call as a case describes it: an empty history, nothing claimed, nothing streamed. */
export function factsOf(
  source: Omit<CaseSource, 'name' | 'action' | 'expect'>,
  action?: CaseSource['action'],
): PolicyFacts {
  return {
    call: {
      agent: {
        name: source.agent,
        role: source.role,
        groups: source.groups ?? [],
        keyId: 'case',
        upstreams: undefined,
        models: undefined,
      },
      workflow: { id: source.workflow ?? 'case', source: 'header' },
      onBehalfOf: undefined,
      model: source.model ?? 'gpt-4o',
      provider: 'openai',
      stream: false,
      kind: 'normal',
      nextHop: undefined,
    },
    history: {
      recent: () => [],
      workflowTokens: 0,
      agentTokens: 0,
      consecutiveReplies: 0,
      spent: () => NOTHING_SPENT,
    },
    prices: NO_PRICES,
    now: Date.parse(source.at ?? '2026-01-01T12:00:00Z'),
    toolsOffered: [],
    evidence: action === undefined ? undefined : () => evidenceOf(action),
  };
}

/** What a case does not mention was looked for and not found. */
function evidenceOf({ findings = [], failed = [], sources = [] }: CaseSource['action']): ActionEvidence {
  const exchange = { kind: 'exchange' } as const;
  return {
    findings: findings.map(({ detector, confidence, share = 1 }) => {
      return { detector, confidence, share, where: exchange, evidence: [] };
    }),
    failed: failed.map((detector) => ({ detector, why: 'unavailable' })),
    sources: (wanted) =>
      sources
        .filter(({ evidence = 'verbatim' }) => wanted === 'derived' || evidence === 'verbatim')
        .map(sourceOf),
  };
}

function sourceOf({
  tool,
  agent,
  labels = [],
}: NonNullable<CaseSource['action']['sources']>[number]): FlowSource {
  if (tool !== undefined) return { origin: { kind: 'tool', name: tool }, labels };
  return { origin: agent === undefined ? { kind: 'unknown' } : { kind: 'agent', name: agent }, labels };
}

/** The action of a case. Senders and tools of results count as verified. */
export function actionOf(action: CaseSource['action'], agent: string): Action {
  const { type, text = '' } = action;
  const reply = { id: 'case', door: 'reply', choice: 0 } as const;
  const request = { id: 'case', door: 'request' } as const;
  switch (type) {
    case 'llm_call':
      return {
        ...request,
        ...{ type, text, labels: '' },
        ...{ toolsOffered: [], maxTokens: undefined, estimatedTokens: 0, choices: 1 },
      };
    case 'agent_message':
    case 'user_message':
    case 'system_message':
    case 'memory': {
      const sender = action.sender === undefined ? undefined : { name: action.sender, verified: true };
      return { ...request, type, messageIndex: 0, sender, recipient: agent, text, labels: '' };
    }
    case 'tool_result': {
      const tool = action.tool === undefined ? undefined : { name: action.tool, verified: true };
      return {
        ...request,
        type,
        messageIndex: 0,
        callId: undefined,
        tool,
        recipient: agent,
        text,
        labels: '',
      };
    }
    case 'reply':
      return { ...reply, type, text };
    case 'tool_call':
      return { ...reply, type, ...toolCallOf(action), position: 0, callId: undefined, legacy: false };
    case 'code_execution': {
      const capabilities = undefined;
      const language = action.language ?? '';
      return { ...reply, type, language, code: text, start: 0, end: text.length, capabilities };
    }
    case 'handoff':
      return { ...reply, type, target: action.target ?? '', via: 'handoff_tool', position: undefined };
  }
}

function toolCallOf(action: CaseSource['action']) {
  const toolName = action.tool ?? '';
  const given = action.arguments ?? {};
  const rawArguments = typeof given === 'string' ? given : JSON.stringify(given);
  const properties: JsonObject = Object.fromEntries((action.parameters ?? []).map((name) => [name, {}]));
  const definition =
    action.parameters === undefined
      ? undefined
      : { name: toolName, description: '', parameters: { type: 'object', properties } };
  return { toolName, rawArguments, arguments: readArguments(given), definition };
}

/** A case writes text where it means what is not JSON. */
function readArguments(given: unknown): ToolArguments {
  return isJsonObject(given) ? { kind: 'object', value: given } : { kind: 'unreadable', why: 'not_json' };
}
