// Permission: what grants an action under default deny, by declaration, and why nothing does.

import type { Action, AgentIdentity } from '../../domain/index.ts';
import type { Declarations, DeclaredAgent } from '../compile/declarations.ts';
import type { PolicyFacts } from '../policy-facts.ts';

/** Undefined when the declarations grant the action; else a sentence that says why not, without content. */
export function missingGrant(
  action: Action,
  facts: PolicyFacts,
  declarations: Declarations,
): string | undefined {
  const agent = declarations.agents.get(facts.call.agent.name);
  if (agent === undefined) return 'this agent is not declared';
  switch (action.type) {
    case 'llm_call':
      return agent.models === undefined || agent.models.matches(facts.call.model)
        ? undefined
        : 'the model is not declared for this agent';
    case 'tool_call':
      return agent.tools.matches(action.toolName) || isDeclaredHandoffTool(agent, action.toolName)
        ? undefined
        : 'the tool is not declared for this agent';
    case 'code_execution':
      return agent.code.has(action.language) ? undefined : 'this kind of code is not declared for this agent';
    case 'handoff':
      return agent.handsOffTo.matches(action.target)
        ? undefined
        : 'the handoff is not declared for this agent';
    case 'agent_message':
    case 'user_message':
    case 'system_message':
    case 'memory':
    case 'tool_result':
    case 'reply':
      return undefined;
  }
}

/** True when a declared agent is granted every action of these types without a look at it. */
export function alwaysGranted(
  agent: AgentIdentity,
  type: Action['type'],
  declarations: Declarations,
): boolean {
  const declared = declarations.agents.get(agent.name);
  if (declared === undefined) return false;
  if (type === 'llm_call') return declared.models === undefined;
  return type !== 'tool_call' && type !== 'code_execution' && type !== 'handoff';
}

const HANDOFF_PREFIXES = ['transfer_to_', 'handoff_to_'];

/**
 * The tools that frameworks make for a handoff: `transfer_to_NAME`, with the name in lower case in AutoGen 0.4 and
 * with a counter behind it in AG2, and `handoff_to_NAME`. Nothing else is taken for one: this grants.
 */
function isDeclaredHandoffTool({ handsOffTo }: DeclaredAgent, tool: string): boolean {
  const prefix = HANDOFF_PREFIXES.find((candidate) => tool.startsWith(candidate));
  if (prefix === undefined) return false;
  const target = tool.slice(prefix.length);
  const names = [target, target.replace(/_\d{1,3}$/, '')];
  return names.some(
    (name) => handsOffTo.matches(name) || handsOffTo.sources.some((source) => source.toLowerCase() === name),
  );
}
