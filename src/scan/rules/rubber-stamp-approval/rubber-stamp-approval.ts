// Approval functions, human input and default replies that always say yes.

import { returnsAlways } from '../../facts/judge.ts';
import type { Expr } from '../../ir/ir.ts';
import type { Objection, Rule } from '../../rule.ts';
import { knownText, type Value } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const rubberStampApproval: Rule = {
  id: 'SP305',
  slug: 'rubber-stamp-approval',
  family: undefined,
  title: 'An approval that always approves',
  why: 'It looks like oversight, but is not.',
  fix: 'Ask a person, or check the code against a list.',
  severity: 'high',
  ...IDS.oversight,
  check: ({ module, evaluator, agents }) => [
    ...module.keywords.flatMap(({ argument, site }): Objection[] => {
      if (argument.name !== 'approval_func') return [];
      const value = evaluator.evaluate({ expr: argument.value, scope: site.scope });
      const at = { module, start: argument.start, end: argument.end };
      return returnsAlways(value, evaluator, isYes)
        ? [{ at, message: 'the approval function always approves', confidence: 'high' }]
        : [];
    }),
    ...module.functions.flatMap((func): Objection[] => {
      const { statement, klass } = func;
      if (klass === undefined || !/^(?:a_)?get_human_input$/.test(statement.name)) return [];
      const value: Value = { kind: 'function', func, origin: { expr: PLACELESS, scope: func.scope } };
      const isConstant = returnsAlways(value, evaluator, (each) => each.kind === 'known');
      const at = { module, start: statement.start, end: statement.body[0]?.start ?? statement.end };
      return isConstant
        ? [{ at, message: 'human input is answered by the program', confidence: 'high' }]
        : [];
    }),
    ...agents.flatMap(({ args }): Objection[] => {
      const given = args.get('default_auto_reply');
      const says = given === undefined ? '' : (knownText(given.value) ?? '');
      const goesOn = /^\W*(?:yes|y|ok(?:ay)?|continue|approved?|proceed|go on|go ahead)\b/i.test(says);
      return given !== undefined && goesOn
        ? [{ at: given.at, message: 'the default reply approves', confidence: 'medium' }]
        : [];
    }),
  ],
};
const PLACELESS: Expr = { kind: 'other', parts: [], start: 0, end: 0 };

function isYes(value: Value): boolean {
  if (value.kind === 'known') return value.value === true;
  if (value.kind !== 'made') return false;
  const approved = value.call.args.find(({ name }) => name === 'approved')?.value;
  return approved?.kind === 'constant' && approved.value === true;
}
