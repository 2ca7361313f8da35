// Names that nothing defines, and parameters named as input, that reach a message or a task.

import { inputsOf } from '../../facts/inputs.ts';
import { taintOf } from '../../facts/taint.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const unresolvedInputToAgent: Rule = {
  id: 'SP502',
  slug: 'unresolved-input-to-agent',
  family: 'untrusted-input-to-agent',
  title: 'Text of unknown origin reaches an agent',
  why: 'Nothing in the code says who writes it; its name says that it is input.',
  fix: 'Say where it comes from, check it, and mark it as data.',
  severity: 'medium',
  ...IDS.input,
  check: (facts) =>
    inputsOf(facts).flatMap(({ given, method }): Objection[] => {
      const { origin, source } = taintOf(given.located.expr, given.located.scope, facts.project.taint);
      const isUndefined = origin === 'undefined_name';
      const isNamed = origin === 'parameter' && INPUT_NAMES.test(source);
      if (!isUndefined && !isNamed) return [];
      const message = isUndefined
        ? `${source}, which nothing here defines, reaches ${method}`
        : `${source} reaches ${method}`;
      return [
        { at: given.at, message, confidence: isUndefined && INPUT_NAMES.test(source) ? 'medium' : 'low' },
      ];
    }),
};
const INPUT_NAMES =
  /^(?:user_?(?:input|message|query|prompt|request|question|text|msg)|input_?(?:text|message)?|request|query|prompt|question|payload|body|untrusted\w*|external\w*)$/i;
