// Limits and declared parameter bounds as ordinary BLOCK policies, so that one engine decides and the record names them.

import { ACTION_TYPES, DETECTOR_NAMES, type DetectorName } from '../../domain/index.ts';
import type { LimitsSource, ToolSource } from '../schema/declaration-schema.ts';
import type { DetectorSource, ThresholdSource } from '../schema/detection-schema.ts';
import type { PolicySource } from '../schema/policy-schema.ts';

/** A workflow older than this starts its count of turns anew. */
const WORKFLOW_LIFE_SECONDS = 7 * 86_400;

export interface ImplyingSections {
  readonly tools?: Readonly<Record<string, ToolSource | null>> | undefined;
  readonly limits?: LimitsSource | undefined;
  readonly detectors?: Readonly<Partial<Record<DetectorName, DetectorSource | null>>> | undefined;
}

/** The policies that `limits:`, `detectors:` and `tools: … parameters:` stand for. Bounds follow the mode of the declarations. */
export function impliedPolicies(
  sections: ImplyingSections,
  boundsMode: 'enforce' | 'shadow',
): readonly PolicySource[] {
  return [
    ...limitPolicies(sections.limits ?? {}),
    ...boundPolicies(sections.tools ?? {}, boundsMode),
    ...DETECTOR_NAMES.flatMap((name) => detectorPolicies(name, sections.detectors?.[name] ?? undefined)),
  ];
}

function limitPolicies({ workflow, agent, budgets }: LimitsSource): readonly PolicySource[] {
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
  if (workflow?.max_consecutive_replies !== undefined) {
    // With this call the agent would have one more.
    const condition = {
      action_type: 'llm_call',
      consecutive_replies_over: workflow.max_consecutive_replies - 1,
    };
    const reason = `The agent has had ${workflow.max_consecutive_replies} replies in a row: somebody else has to speak first`;
    block('limits.workflow.max_consecutive_replies', condition, reason);
  }
  for (const budget of budgets ?? []) {
    block(`limits.budgets.${budget.name}`, budgetCondition(budget), budgetReason(budget));
  }
  return policies;
}

type Budget = NonNullable<LimitsSource['budgets']>[number];

function budgetCondition(budget: Budget): PolicySource['condition'] {
  const { name: _, agents, models, ...spend_over } = budget;
  return {
    action_type: 'llm_call',
    ...(agents === undefined ? {} : { agent_name: agents }),
    ...(models === undefined ? {} : { model: models }),
    spend_over,
  };
}

const WHOSE: Readonly<Record<Budget['per'], string>> = {
  project: 'of the project',
  agent: 'of this agent',
  model: 'of this model',
  agent_model: 'of this agent and model',
  workflow: 'of this workflow',
};

const UNTIL: Readonly<Record<Budget['window'], string>> = {
  minute: 'until the next minute begins',
  hour: 'until the next hour begins (UTC)',
  day: 'until the next day begins (00:00 UTC)',
  week: 'until next Monday, 00:00 UTC',
  month: 'until the first day of next month, 00:00 UTC',
  total: 'for good; a person can raise it',
};

/** What is used up, how much it was, and until when: an agent that is told so need not try again. */
function budgetReason({ name, per, window, max_requests, max_tokens, max_cost }: Budget): string {
  const bounds = [
    max_requests === undefined ? undefined : `${max_requests} requests`,
    max_tokens === undefined ? undefined : `${max_tokens} tokens`,
    max_cost === undefined ? undefined : `a cost of ${max_cost}`,
  ].filter((bound) => bound !== undefined);
  const kind = window === 'total' ? 'budget' : `budget per ${window}`;
  return `The ${kind} ${WHOSE[per]} (${name}: ${bounds.join(', ')}) does not cover this call ${UNTIL[window]}`;
}

function detectorPolicies(name: DetectorName, source: DetectorSource | undefined): readonly PolicySource[] {
  const reason = `The detector ${name} found something in it`;
  return [
    ...conditionsAt(name, source?.flag_at).map(
      ({ suffix, condition }): PolicySource => ({
        name: `detectors.${name}.flag_at${suffix}`,
        condition,
        decision: 'LOG',
      }),
    ),
    ...conditionsAt(name, source?.block_at).map(
      ({ suffix, condition }): PolicySource => ({
        name: `detectors.${name}.block_at${suffix}`,
        condition,
        decision: 'BLOCK',
        reason,
      }),
    ),
  ];
}

interface ConditionAt {
  readonly suffix: string;
  readonly condition: PolicySource['condition'];
}

/** One condition for everything, or one for each kind of action that has its own threshold. */
function conditionsAt(
  detector: DetectorName,
  threshold: ThresholdSource | undefined,
): readonly ConditionAt[] {
  if (threshold === undefined) return [];
  if (typeof threshold === 'number')
    return [{ suffix: '', condition: { finding: { detector, confidence_at_least: threshold } } }];
  return ACTION_TYPES.flatMap((action_type) => {
    const confidence_at_least = threshold[action_type];
    if (confidence_at_least === undefined) return [];
    return [
      { suffix: `.${action_type}`, condition: { action_type, finding: { detector, confidence_at_least } } },
    ];
  });
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
