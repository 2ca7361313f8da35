// AUTOGEN_USE_DOCKER that code turns off.

import { calledName } from '../../facts/agents.ts';
import type { Expr } from '../../ir/ir.ts';
import type { Objection, Rule } from '../../rule.ts';
import { textsOf } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const dockerSwitchedOff: Rule = {
  id: 'SP203',
  slug: 'docker-switched-off',
  family: 'exec-no-docker',
  title: 'The environment turns docker off for all agents',
  why: 'One variable takes the container away from every agent of the process, also from those that ask for it by default.',
  fix: 'Remove it, and set use_docker where it matters.',
  severity: 'high',
  ...IDS.isolation,
  check: ({ module, evaluator }) => {
    const stores = module.stores.flatMap(({ target, value, scope, start, end }) =>
      target.kind === 'subscript' && keyOf(target.index)
        ? [{ expr: value, scope, at: { module, start, end } }]
        : [],
    );
    const calls = module.calls.flatMap(({ call, scope }) => {
      const [name, value] = call.args;
      const isSet =
        SETS.has(calledName(call.callee)) && name !== undefined && value !== undefined && keyOf(name.value);
      return isSet ? [{ expr: value.value, scope, at: { module, start: call.start, end: call.end } }] : [];
    });
    return [...stores, ...calls].flatMap(({ expr, scope, at }): Objection[] => {
      const isOff = textsOf(evaluator.evaluate({ expr, scope })).some((text) =>
        /^(?:0|false|no|off)$/i.test(text.trim()),
      );
      return isOff ? [{ at, message: 'AUTOGEN_USE_DOCKER is turned off', confidence: 'high' }] : [];
    });
  },
};
const SETS: ReadonlySet<string> = new Set(['putenv', 'setdefault', 'setenv']);

function keyOf(expr: Expr): boolean {
  return expr.kind === 'str' && expr.value === 'AUTOGEN_USE_DOCKER';
}
