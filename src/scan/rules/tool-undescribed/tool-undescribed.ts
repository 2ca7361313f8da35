// Tools with parameters without types, or without a description.

import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const toolUndescribed: Rule = {
  id: 'SP611',
  slug: 'tool-undescribed',
  family: undefined,
  title: 'A tool has no types or no description',
  why: 'A model that has to guess what a tool is for guesses wrong, and nothing checks what it passes.',
  fix: 'Give every parameter a type, and the function a docstring.',
  severity: 'info',
  ...IDS.tool,
  check: ({ tools }) =>
    tools.flatMap(({ func, name }): Objection[] => {
      if (func === undefined) return [];
      const { statement, docstring } = func;
      const untyped = statement.parameters.filter(
        ({ name: each, annotation, form }) =>
          form === 'plain' && annotation === undefined && each !== 'self' && each !== 'cls',
      );
      const described =
        docstring ||
        statement.decorators.some(
          (decorator) =>
            decorator.kind === 'call' &&
            decorator.args.some(({ name: each }) => each === 'description' || each === undefined),
        );
      if (untyped.length === 0 || described) return [];
      const at = {
        module: func.scope.module,
        start: statement.start,
        end: statement.body[0]?.start ?? statement.end,
      };
      return [{ at, message: `${name} says neither what it is for nor what it takes`, confidence: 'high' }];
    }),
};
