// What has been used up: tokens of the workflow and the agent, and replies in a row.

import type { HistoryView } from '../../domain/index.ts';
import { ALL_TYPES } from '../evaluate/action-types.ts';
import { countSchema } from '../schema/strict.ts';
import { type Condition, condition } from './condition.ts';

export const workflowTokensOver = budget(
  'workflow_tokens_over',
  'The workflow has used more than this many tokens.',
  (history) => history.workflowTokens,
);

export const agentTokensOver = budget(
  'agent_tokens_over',
  'The agent has used more than this many tokens.',
  (history) => history.agentTokens,
);

export const consecutiveRepliesOver = budget(
  'consecutive_replies_over',
  'The agent has had more than this many replies in the workflow since anybody else spoke.',
  (history) => history.consecutiveReplies,
);

function budget(key: string, describe: string, used: (history: HistoryView) => number): Condition {
  return condition<number>({
    key,
    schema: countSchema,
    describe,
    compile: (bound) => ({
      text: `${key} ${bound}`,
      types: ALL_TYPES,
      cost: 1,
      varies: true,
      test: ({ facts }) => used(facts.history) > bound,
    }),
  });
}
