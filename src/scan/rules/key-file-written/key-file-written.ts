// Programs that write OAI_CONFIG_LIST or .env files.

import { calledName } from '../../facts/agents.ts';
import { argumentsOf } from '../../facts/arguments.ts';
import type { ModuleFacts } from '../../facts/facts.ts';
import type { CallSite } from '../../project/module.ts';
import type { Objection, Rule } from '../../rule.ts';
import { knownText } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const keyFileWritten: Rule = {
  id: 'SP106',
  slug: 'key-file-written',
  family: undefined,
  title: 'Code writes a file of keys',
  why: 'A file of keys that a program writes ends up in a repository, an image or a backup.',
  fix: 'Have the environment or a secret store hold the keys, and write no file.',
  severity: 'low',
  ...IDS.secret,
  check: ({ module, evaluator }) =>
    module.calls.flatMap((site): Objection[] => {
      const path = writtenPath(site, evaluator);
      if (path === undefined || !/(?:^|\/)(?:OAI_CONFIG_LIST[\w.]*|\.env[\w.]*)$/.test(path)) return [];
      return [
        {
          at: { module, start: site.call.start, end: site.call.end },
          message: 'writes a file of keys',
          confidence: 'low',
        },
      ];
    }),
};
/** The path that a call writes to: `open(path, "w")`, `Path(path).write_text(…)`. */
function writtenPath(site: CallSite, evaluator: ModuleFacts['evaluator']): string | undefined {
  const { callee } = site.call;
  if (callee.kind === 'attribute' && callee.name === 'write_text')
    return knownText(evaluator.evaluate({ expr: callee.object, scope: site.scope }));
  if (calledName(callee) !== 'open') return undefined;
  const args = argumentsOf(site, evaluator);
  const mode = args.get('mode', 1);
  const path = args.get('file', 0);
  if (path === undefined || mode === undefined || !/[wax+]/.test(knownText(mode.value) ?? ''))
    return undefined;
  return knownText(path.value);
}
