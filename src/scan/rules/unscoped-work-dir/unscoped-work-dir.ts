// Working directories of executed code that are the root, the home, the current or a system directory.

import { type Arguments, argumentsOf } from '../../facts/arguments.ts';
import { slotPlace } from '../../facts/execution.ts';
import type { Executor } from '../../facts/facts.ts';
import { unscopedDirectory } from '../../facts/work-dir.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const unscopedWorkDir: Rule = {
  id: 'SP205',
  slug: 'unscoped-work-dir',
  family: 'exec-unscoped-workdir',
  title: 'Generated code works in a directory that is not its own',
  why: 'The code can read and change every file there: sources, keys, the data of others.',
  fix: 'Give it a directory of its own, such as a named sub-directory or a temporary one.',
  severity: 'high',
  ...IDS.directory,
  check: ({ agents, executors, evaluator }) => [
    ...agents.flatMap(({ execution }): Objection[] => {
      const slot = execution.kind === 'dict' ? execution.config.slots.get('work_dir') : undefined;
      const found = slot === undefined ? undefined : unscopedDirectory(evaluator.evaluate(slot.value));
      if (slot === undefined || found === undefined) return [];
      return [
        {
          at: slotPlace(slot),
          message: `generated code works in ${found.what}`,
          confidence: found.sure ? 'high' : 'medium',
        },
      ];
    }),
    ...executors.flatMap((executor) => inExecutor(executor, argumentsOf(executor.site, evaluator))),
  ],
};
function inExecutor(
  { at, className, library, ground, bound }: Executor,
  args: Arguments,
): readonly Objection[] {
  const given = args.get('work_dir') ?? args.get('bind_dir') ?? args.get('output_dir');
  if (given !== undefined) {
    const found = unscopedDirectory(given.value);
    if (found === undefined) return [];
    return [
      {
        at: given.at,
        message: `generated code works in ${found.what}`,
        confidence: found.sure ? 'high' : 'medium',
      },
    ];
  }
  const isCurrent =
    className === 'LocalCommandLineCodeExecutor' && library === 'autogen-0.2' && ground === 'host';
  if (!isCurrent || !bound || args.open || args.positional.length > 1) return [];
  return [
    { at, message: 'without work_dir generated code works in the current directory', confidence: 'medium' },
  ];
}
