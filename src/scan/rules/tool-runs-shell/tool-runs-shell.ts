// Tools whose parameters reach a shell or a subprocess.

import { siteAt, toolReaches } from '../../facts/judge.ts';
import type { Reach } from '../../facts/reach.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const toolRunsShell: Rule = {
  id: 'SP602',
  slug: 'tool-runs-shell',
  family: 'dangerous-tool',
  title: 'A tool gives the model a shell',
  why: "An argument that the model picks becomes part of a command: the command is the model's.",
  fix: 'Give a list of arguments, take the program from a list, and check each argument.',
  severity: 'critical',
  ...IDS.shell,
  check: (facts) =>
    toolReaches(facts, KINDS).map(
      ({ tool, reach }): Objection => ({
        at: siteAt(reach.site),
        message: `${tool.name}: ${reach.parameters.join(', ')} reaches ${reach.sink.name}`,
        confidence: tool.guarded ? 'low' : 'high',
      }),
    ),
};
const KINDS: ReadonlySet<Reach['sink']['kind']> = new Set(['shell']);
