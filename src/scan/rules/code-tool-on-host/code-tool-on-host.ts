// PythonCodeExecutionTool and sandbox tools that are given an executor of the host.

import { calledName } from '../../facts/agents.ts';
import { argumentsOf } from '../../facts/arguments.ts';
import { groundOf } from '../../facts/execution.ts';
import type { Objection, Rule } from '../../rule.ts';
import { optionsOf } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const codeToolOnHost: Rule = {
  id: 'SP610',
  slug: 'code-tool-on-host',
  family: 'exec-no-docker',
  title: 'A code execution tool runs on the host',
  why: 'The model has an interpreter with all rights of this process.',
  fix: 'Give the tool a Docker executor.',
  severity: 'high',
  ...IDS.isolation,
  check: ({ module, evaluator }) =>
    module.calls.flatMap((site): Objection[] => {
      const name = calledName(site.call.callee);
      if (!TOOLS.has(name.slice(name.lastIndexOf('.') + 1))) return [];
      const args = argumentsOf(site, evaluator);
      const given = args.get('executor', 0) ?? args.get('environment') ?? args.get('python_environment');
      if (given === undefined || !optionsOf(given.value).some((value) => groundOf(value) === 'host'))
        return [];
      const at = { module, start: site.call.start, end: site.call.end };
      return [
        {
          at,
          message: 'runs code of the model on the host',
          confidence: given.value.kind === 'choice' ? 'medium' : 'high',
        },
      ];
    }),
};
const TOOLS: ReadonlySet<string> = new Set([
  'PythonCodeExecutionTool',
  'SandboxCodeTool',
  'SandboxShellTool',
  'CodeExecutionTool',
  'LocalShellTool',
]);
