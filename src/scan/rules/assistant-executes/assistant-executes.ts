// Agents with a model that execute code themselves.

import { executes } from '../../facts/execution.ts';
import type { Objection, Rule } from '../../rule.ts';
import { truthOf } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const assistantExecutes: Rule = {
  id: 'SP210',
  slug: 'assistant-executes',
  family: undefined,
  title: 'The agent that writes code also runs it',
  why: 'An agent with a model that executes what it wrote leaves nobody between the text and the act.',
  fix: 'Let one agent write and another one, without a model, execute.',
  severity: 'medium',
  ...IDS.isolation,
  check: ({ agents }) =>
    agents.flatMap(({ execution, args, at, className }): Objection[] => {
      if (!executes(execution) || execution.kind === 'default') return [];
      const model = args.get('llm_config');
      const hasModel =
        model === undefined ? className === 'AssistantAgent' && !args.open : truthOf(model.value) === true;
      return hasModel ? [{ at, message: 'has a model and executes code', confidence: 'medium' }] : [];
    }),
};
