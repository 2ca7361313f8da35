// The same rules in Cedar (wasm) and CEL, loaded once and asked as those libraries are meant to be. OPA is left out: its compiler
// is no npm package, and what it would run has to be compiled before.

import { celEnv, parse, plan } from '@bufbuild/cel';
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { callFor, factsFor, type HostRule, hostRules } from './scenario.ts';

export interface Engine {
  readonly name: string;
  /** Decides the call of this number. */
  readonly decide: (index: number) => unknown;
}

interface Question {
  readonly agent: string;
  readonly tool: string;
  readonly url: string;
}

function questions(): readonly Question[] {
  return Array.from({ length: 1000 }, (_, index) => {
    const { toolName, arguments: parsed } = callFor(index);
    const url = parsed.kind === 'object' ? parsed.value['url'] : undefined;
    return {
      agent: factsFor(index).call.agent.name,
      tool: toolName,
      url: typeof url === 'string' ? url : '',
    };
  });
}

export function cedarEngine(policies: number): Engine {
  const text = ['permit (principal, action, resource);', ...hostRules(policies).map(cedarPolicy)].join('\n');
  const id = `bench-${policies}`;
  const parsed = preparsePolicySet(id, { staticPolicies: text });
  if (parsed.type === 'failure') throw new Error(parsed.errors.map(({ message }) => message).join('\n'));
  const calls = questions().map(({ agent, tool, url }) => ({
    principal: { type: 'Agent', id: agent },
    action: { type: 'Action', id: 'tool_call' },
    resource: { type: 'Tool', id: tool },
    context: { url },
    entities: [],
    preparsedPolicySetId: id,
  }));
  return {
    name: 'cedar-wasm',
    decide: (index) => {
      const call = calls[index];
      const answer = call === undefined ? undefined : statefulIsAuthorized(call);
      if (answer?.type !== 'success' || answer.response.decision !== 'allow')
        throw new Error('Cedar decided otherwise');
      return answer;
    },
  };
}

/** Cedar has `like` with `*` in place of patterns, which is less work. */
function cedarPolicy({ agent, tool, hosts }: HostRule): string {
  const like = hosts.map((host) => `context.url like "*${host}*"`).join(' || ');
  return `forbid (principal == Agent::"${agent}", action == Action::"tool_call", resource == Tool::"${tool}") when { ${like} };`;
}

export function celEngine(policies: number): Engine {
  const env = celEnv();
  const programs = hostRules(policies).map((rule) => plan(env, parse(celExpression(rule))));
  const inputs = questions().map(({ agent, tool, url }) => ({ agent, tool, url }));
  return {
    name: 'cel',
    decide: (index) => {
      const input = inputs[index];
      if (input !== undefined && programs.some((program) => program(input) === true))
        throw new Error('CEL decided otherwise');
      return input;
    },
  };
}

function celExpression({ agent, tool, hosts }: HostRule): string {
  const contains = hosts.map((host) => `url.contains("${host}")`).join(' || ');
  return `agent == "${agent}" && tool == "${tool}" && (${contains})`;
}
