// Limits and declared parameter bounds as ordinary BLOCK policies, so that one engine decides and the record names them.

import type { LimitsSource, ToolSource } from '../schema/declaration-schema.ts';
import type { PolicySource } from '../schema/policy-schema.ts';

/** A workflow older than this starts its count of turns anew. */
const WORKFLOW_LIFE_SECONDS = 7 * 86_400;

export interface ImplyingSections {
  readonly tools?: Readonly<Record<string, ToolSource | null>> | undefined;
  readonly limits?: LimitsSource | undefined;
}

/** The policies that `limits:` and `tools: … parameters:` stand for. Bounds follow the mode of the declarations. */
export function impliedPolicies(
  sections: ImplyingSections,
  boundsMode: 'enforce' | 'shadow',
): readonly PolicySource[] {
  return [...limitPolicies(sections.limits ?? {}), ...boundPolicies(sections.tools ?? {}, boundsMode)];
}

function limitPolicies({ workflow, agent }: LimitsSource): readonly PolicySource[] {
  const policies: PolicySource[] = [];
  const block = (name: string, condition: PolicySource['condition'], reason: string) =>
    policies.push({ name, condition, decision: 'BLOCK', reason });
  if (workflow?.max_turns !== undefined) {
    const count_over = { limit: workflow.max_turns, within_seconds: WORKFLOW_LIFE_SECONDS, per: 'workflow' };
    const reason = `The workflow has used its ${workflow.max_turns} turns`;
    block('limits.workflow.max_turns', { action_type: 'llm_call', count_over }, reason);
  }
  if (workflow?.max_tokens !== undefined) {
    const condition = { action_type: 'llm_call', workflow_tokens_over: workflow.max_tokens };
    block('limits.workflow.max_tokens', condition, `The workflow has used its ${workflow.max_tokens} tokens`);
  }
  if (agent?.requests_per_minute !== undefined) {
    const count_over = { limit: agent.requests_per_minute, within_seconds: 60, per: 'agent' };
    const reason = `The agent makes more than ${agent.requests_per_minute} requests a minute`;
    block('limits.agent.requests_per_minute', { action_type: 'llm_call', count_over }, reason);
  }
  return policies;
}

function boundPolicies(
  tools: Readonly<Record<string, ToolSource | null>>,
  mode: 'enforce' | 'shadow',
): readonly PolicySource[] {
  return Object.entries(tools).flatMap(([tool, source]) =>
    Object.entries(source?.parameters ?? {}).map(([parameter, { min, max }]) => ({
      name: `tools.${tool}.parameters.${parameter}`,
      mode,
      condition: {
        action_type: 'tool_call',
        tool_name: tool,
        any: [
          ...(min === undefined ? [] : [{ parameter, less_than: min }]),
          ...(max === undefined ? [] : [{ parameter, greater_than: max }]),
        ],
      },
      decision: 'BLOCK' as const,
      reason: `${parameter} is outside of its declared bounds`,
    })),
  );
}
