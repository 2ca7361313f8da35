// use_docker that is false while an agent executes code.

import { placeOf } from '../../facts/arguments.ts';
import { slotPlace } from '../../facts/execution.ts';
import { dockerOf } from '../../facts/judge.ts';
import type { Objection, Rule } from '../../rule.ts';
import { optionsOf, type Slot, truthOf } from '../../values/value.ts';
import { replaceFix } from '../edits.ts';
import { IDS } from '../ids.ts';

export const containerOff: Rule = {
  id: 'SP201',
  slug: 'container-off',
  family: 'exec-no-docker',
  title: 'Code that a model wrote runs without a container',
  why: 'Whatever the model writes runs with all rights of this process: files, keys, network.',
  fix: 'Set use_docker=True, or give a Docker executor.',
  severity: 'high',
  ...IDS.isolation,
  check: ({ agents, evaluator }) =>
    agents.flatMap(({ execution }): Objection[] => {
      if (execution.kind !== 'dict') return [];
      const { state, slot } = dockerOf(execution, evaluator);
      if (slot === undefined || state === 'on') return [];
      if (state === 'off') return [isOff(slot, execution.certain)];
      const mayBeOff = optionsOf(evaluator.evaluate(slot.value)).some((option) => truthOf(option) === false);
      return mayBeOff
        ? [{ at: slotPlace(slot), message: 'use_docker may be off', confidence: 'medium' }]
        : [];
    }),
};
function isOff(slot: Slot, certain: boolean): Objection {
  return {
    at: slotPlace(slot),
    message: 'use_docker is off: generated code runs on the host',
    confidence: certain ? 'high' : 'medium',
    ...(slot.value.expr.kind === 'constant' ? { fix: replaceFix(placeOf(slot.value), 'True') } : {}),
  };
}
