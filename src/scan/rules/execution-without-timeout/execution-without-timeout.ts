// Execution by a dict without a timeout, and timeouts too large to be one.

import { argumentsOf, type Place, placeOf } from '../../facts/arguments.ts';
import { type Execution, slotPlace } from '../../facts/execution.ts';
import type { Objection, Rule } from '../../rule.ts';
import { knownNumber, type Value } from '../../values/value.ts';
import { addEntryFix } from '../edits.ts';
import { IDS } from '../ids.ts';

export const executionWithoutTimeout: Rule = {
  id: 'SP207',
  slug: 'execution-without-timeout',
  family: 'exec-no-timeout',
  title: 'Generated code runs without a time limit',
  why: 'The default is ten minutes, and on some platforms nothing enforces it: one endless loop holds the agent.',
  fix: 'Set a timeout of a few seconds.',
  severity: 'low',
  ...IDS.timeout,
  check: ({ agents, executors, evaluator }) => [
    ...agents.flatMap(({ execution }): Objection[] => {
      if (execution.kind !== 'dict') return [];
      const slot = execution.config.slots.get('timeout');
      if (slot === undefined) return execution.config.open ? [] : [missing(execution)];
      return isLong(evaluator.evaluate(slot.value)) ? [tooLong(slotPlace(slot))] : [];
    }),
    ...executors.flatMap(({ site }): Objection[] => {
      const given = argumentsOf(site, evaluator).get('timeout');
      return given !== undefined && isLong(given.value) ? [tooLong(given.at)] : [];
    }),
  ],
};
const LONGEST_SECONDS = 3_600;

function missing({ config, at, certain }: Extract<Execution, { kind: 'dict' }>): Objection {
  const fix = addEntryFix(placeOf(config.origin), 'timeout', '60');
  return {
    at,
    message: 'no timeout is set: the default is 600 seconds',
    confidence: certain ? 'high' : 'medium',
    ...(fix === undefined ? {} : { fix }),
  };
}

function isLong(value: Value): boolean {
  const seconds = knownNumber(value);
  return seconds !== undefined && seconds > LONGEST_SECONDS;
}

function tooLong(at: Place): Objection {
  return { at, message: 'a timeout of more than an hour', confidence: 'high' };
}
