// Anything else: a CEL expression over a documented view of the action and its call.

import { z } from 'zod';
import { celBindings } from '../cel/bindings.ts';
import { compileExpression } from '../cel/compile-expression.ts';
import type { CelBindings } from '../cel/variables.ts';
import type { Polarity } from '../compile/compile-names.ts';
import { includesType } from '../evaluate/action-types.ts';
import type { Subject } from '../evaluate/subject.ts';
import { condition } from './condition.ts';

/** A variable can only be named in full, so that an expression without these words reads neither. */
const VARYING = /\b(?:history|now)\b/;

export const when = condition<string>({
  key: 'when',
  schema: z
    .string()
    .min(1, 'the expression is empty')
    .max(2000, 'the expression has at most 2000 characters'),
  describe: 'A CEL expression over action, agent, args, call, tool, workflow. Comparisons are byte-exact.',
  compile: (source, { polarity, interned, problem }) => {
    const compiled = compileExpression(source, interned);
    if (!compiled.ok) {
      problem(['when'], compiled.message, compiled.hint);
      return undefined;
    }
    return {
      text: `when ${source}`,
      types: compiled.types,
      cost: 50,
      varies: VARYING.test(source),
      test: (subject) =>
        includesType(compiled.types, subject.action.type) && compiled.test(bind(subject, polarity)),
    };
  },
});

/** Several expressions of one decision share the bindings. */
function bind(subject: Subject, polarity: Polarity): CelBindings {
  subject.bindings ??= {};
  subject.bindings[polarity] ??= celBindings(subject, polarity);
  return subject.bindings[polarity];
}
