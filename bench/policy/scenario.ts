// What the policy benchmark asks: policies over many agents and tools, and tool calls that most of them have nothing to say about.

import { type HistoryView, NO_PRICES, NOTHING_SPENT, type ToolCallAction } from '../../src/domain/index.ts';
import type { PolicyFacts } from '../../src/policy/index.ts';

const AGENTS = 50;
const TOOLS = 20;

/** One policy in words that every engine has: who, which tool, and which hosts its `url` must not name. */
export interface HostRule {
  readonly index: number;
  readonly agent: string;
  readonly tool: string;
  readonly hosts: readonly string[];
}

/** The rules about one agent and one tool: 98 of 100 policies. */
export function hostRules(count: number): readonly HostRule[] {
  return Array.from({ length: count }, (_, index) => index)
    .filter((index) => index % 100 > 1)
    .map((index) => ({
      index,
      agent: `agent_${index % AGENTS}`,
      tool: `tool_${index % TOOLS}`,
      hosts: [`host-${index}`, `webhook-${index}`, 'slack'],
    }));
}

/** `count` policies over 50 agents and 20 tools, most of them about one agent and one tool, some about all. */
export function policyText(count: number): string {
  const policies = Array.from({ length: count }, (_, index) => policyAt(index));
  return JSON.stringify({ default_decision: 'ALLOW', policies }, null, 1);
}

function policyAt(index: number): object {
  const agent_name = `agent_${index % AGENTS}`;
  const tool_name = `tool_${index % TOOLS}`;
  const name = `policy-${index}`;
  switch (index % 100) {
    case 0:
      return {
        name,
        condition: { action_type: 'tool_call', parameter: 'body', contains: `token-${index}` },
        decision: 'BLOCK',
      };
    case 1:
      return { name, condition: { message_type: 'agent_communication' }, decision: 'LOG' };
    default:
      return {
        name,
        condition: {
          action_type: 'tool_call',
          agent_name,
          tool_name,
          parameter: 'url',
          matches_pattern: `^(https?://)?([^/]*\\.)?(host-${index}|webhook-${index}|slack)`,
        },
        decision: index % 3 === 0 ? 'CONSTRAIN' : 'BLOCK',
        ...(index % 3 === 0 ? { action: { require_approval: true } } : {}),
      };
  }
}

const history: HistoryView = {
  recent: () => [],
  workflowTokens: 0,
  agentTokens: 0,
  consecutiveReplies: 0,
  spent: () => NOTHING_SPENT,
};

const definitions = Array.from({ length: TOOLS }, (_, index) => ({
  name: `tool_${index}`,
  description: 'Sends a request to an address and returns the answer.',
  parameters: { type: 'object', properties: { url: { type: 'string' }, body: { type: 'string' } } },
}));

export function factsFor(index: number): PolicyFacts {
  return {
    call: {
      agent: {
        name: `agent_${index % AGENTS}`,
        role: undefined,
        groups: [],
        keyId: 'k',
        upstreams: undefined,
        models: undefined,
      },
      workflow: { id: 'w', source: 'header' },
      onBehalfOf: undefined,
      model: 'gpt-4o',
      provider: 'openai',
      stream: false,
      kind: 'normal',
      nextHop: undefined,
    },
    history,
    prices: NO_PRICES,
    now: 0,
    toolsOffered: definitions,
  };
}

export function callFor(index: number): ToolCallAction {
  const value = {
    url: `https://api.partner-${index % 97}.example/v1/orders?id=${index}`,
    body: 'a short body of a request',
  };
  return {
    type: 'tool_call',
    id: `a${index}`,
    door: 'reply',
    choice: 0,
    position: 0,
    callId: undefined,
    toolName: `tool_${index % TOOLS}`,
    rawArguments: JSON.stringify(value),
    arguments: { kind: 'object', value },
    legacy: false,
    definition: definitions[index % TOOLS],
  };
}
