// Shell and sandbox tools of AG2 1.0 and the Agent Framework without approval.

import { type Arguments, argumentsOf } from '../../facts/arguments.ts';
import { externalName } from '../../facts/judge.ts';
import { lastName, libraryOf } from '../../facts/library.ts';
import type { Objection, Rule } from '../../rule.ts';
import { knownText } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const shellToolWithoutApproval: Rule = {
  id: 'SP307',
  slug: 'shell-tool-without-approval',
  family: 'no-human-oversight',
  title: 'A shell tool runs without asking anyone',
  why: 'The model has a shell of its own.',
  fix: 'Add approval_required(), or approval_mode="always_require".',
  severity: 'high',
  ...IDS.oversight,
  check: ({ module, evaluator }) =>
    module.calls.flatMap((site): Objection[] => {
      const dotted = externalName(site, evaluator) ?? '';
      const library = libraryOf(dotted);
      // A name with a dot is imported from somewhere: from another library it is another tool.
      const isOther = library === undefined && dotted.includes('.');
      if (!SHELL_TOOLS.has(lastName(dotted)) || isOther) return [];
      if (asks(argumentsOf(site, evaluator))) return [];
      const at = { module, start: site.call.start, end: site.call.end };
      return [
        {
          at,
          message: 'a shell for the model, without approval or a list of what is allowed',
          confidence: library === undefined ? 'medium' : 'high',
        },
      ];
    }),
};
const ASKING = [
  'middleware',
  'approval',
  'approver',
  'allowed',
  'allow',
  'allowed_commands',
  'approval_func',
  'policy',
];

function asks(args: Arguments): boolean {
  const mode = args.get('approval_mode');
  const isRequired = mode !== undefined && knownText(mode.value) !== 'never_require';
  return args.open || isRequired || ASKING.some((name) => args.get(name) !== undefined);
}

const SHELL_TOOLS: ReadonlySet<string> = new Set([
  'SandboxShellTool',
  'LocalShellTool',
  'ShellTool',
  'BashTool',
  'HostedShellTool',
  'ShellExecutor',
]);
