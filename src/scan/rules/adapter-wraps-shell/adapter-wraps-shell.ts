// LangChain and CrewAI tools that run shells, Python or requests, given to an agent.

import { isAgentModule } from '../../facts/inputs.ts';
import { externalName, siteAt } from '../../facts/judge.ts';
import { lastName } from '../../facts/library.ts';
import type { CallSite } from '../../project/module.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const adapterWrapsShell: Rule = {
  id: 'SP609',
  slug: 'adapter-wraps-shell',
  family: 'dangerous-tool',
  title: 'An adapter wraps a shell or an interpreter',
  why: 'A tool of another library that runs commands or code, given to an agent as it is.',
  fix: 'Leave it out, or run it in a container and ask first.',
  severity: 'critical',
  ...IDS.shell,
  check: (facts) =>
    isAgentModule(facts)
      ? facts.module.calls.flatMap((site): Objection[] => {
          const name = lastName(externalName(site, facts.evaluator) ?? '');
          if (!TOOLS.has(name) || isFor(name, site)) return [];
          return [
            {
              at: siteAt(site),
              message: `${name} runs what the model writes`,
              confidence: name.startsWith('Requests') ? 'medium' : 'high',
            },
          ];
        })
      : [],
};
const TOOLS: ReadonlySet<string> = new Set([
  'ShellTool',
  'PythonREPLTool',
  'PythonAstREPLTool',
  'PythonREPL',
  'BashProcess',
  'TerminalTool',
  'CodeInterpreterTool',
  'RequestsPostTool',
  'RequestsDeleteTool',
  'RequestsPutTool',
  'SQLDatabaseToolkit',
  'QuerySQLDataBaseTool',
  'QuerySQLDatabaseTool',
  'BashTool',
]);

/** The shell tools of agent libraries have a rule of their own. */
function isFor(name: string, { call }: CallSite): boolean {
  return (
    name === 'ShellTool' &&
    call.args.some(
      ({ name: argument }) =>
        argument === 'environment' || argument === 'env' || argument === 'workspace_dir',
    )
  );
}
