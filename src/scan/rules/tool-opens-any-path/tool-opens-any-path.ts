// Tools whose parameters reach a file without a check of the path.

import { calledName } from '../../facts/agents.ts';
import { siteAt, toolReaches } from '../../facts/judge.ts';
import type { Reach } from '../../facts/reach.ts';
import type { FunctionInfo } from '../../project/module.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const toolOpensAnyPath: Rule = {
  id: 'SP605',
  slug: 'tool-opens-any-path',
  family: undefined,
  title: 'A tool opens any path that the model names',
  why: 'The model reads keys and writes start-up files as easily as what it was meant to.',
  fix: 'Resolve the path and check that it lies below one directory.',
  severity: 'medium',
  ...IDS.path,
  check: (facts) =>
    toolReaches(facts, KINDS)
      .filter(({ tool }) => !checksPath(tool.func))
      .map(
        ({ tool, reach }): Objection => ({
          at: siteAt(reach.site),
          message: `${tool.name}: ${reach.parameters.join(', ')} is opened as a path`,
          confidence: 'medium',
        }),
      ),
};
const KINDS: ReadonlySet<Reach['sink']['kind']> = new Set(['file']);
const CHECKS: ReadonlySet<string> = new Set([
  'is_relative_to',
  'relative_to',
  'commonpath',
  'commonprefix',
  'safe_join',
  'secure_filename',
  'startswith',
]);

function checksPath(func: FunctionInfo | undefined): boolean {
  return func?.calls.some(({ call }) => CHECKS.has(calledName(call.callee))) === true;
}
