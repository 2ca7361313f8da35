// Unpinned pyautogen, autogen and ag2, and both lines of AutoGen in one file.

import { libraryOf } from '../../facts/library.ts';
import type { Module } from '../../project/module.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const packageUnpinned: Rule = {
  id: 'SP705',
  slug: 'package-unpinned',
  family: undefined,
  title: 'A package of agents is not pinned, or mixed',
  why: 'pyautogen and autogen mean different programs in different versions, with other defaults for execution.',
  fix: 'Pin the version, and use one line of the library.',
  severity: 'info',
  ...IDS.supply,
  check: ({ module, libraries }) => [
    ...module.requirements.flatMap(({ name, pinned, version, start, end }): Objection[] => {
      if (!NAMES.has(name) || pinned) return [];
      const bounded = /<|~=|\^/.test(version);
      return bounded
        ? []
        : [{ at: { module, start, end }, message: `${name} may be any version`, confidence: 'high' }];
    }),
    ...(libraries.has('autogen-0.2') && libraries.has('autogen-0.4') ? mixed(module) : []),
  ],
};
const NAMES: ReadonlySet<string> = new Set([
  'pyautogen',
  'autogen',
  'ag2',
  'autogen-agentchat',
  'autogen-core',
  'autogen-ext',
  'agent-framework',
  'autogenstudio',
]);

function mixed(module: Module): readonly Objection[] {
  const first = module.imports.find(({ module: name }) => libraryOf(name) === 'autogen-0.2');
  if (first === undefined) return [];
  return [
    {
      at: { module, start: first.start, end: first.end },
      message: 'both lines of AutoGen in one file',
      confidence: 'medium',
    },
  ];
}
