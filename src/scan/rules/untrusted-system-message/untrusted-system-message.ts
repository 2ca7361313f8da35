// Values of requests, sockets and user interfaces in system messages, names and descriptions.

import { isAgentModule } from '../../facts/inputs.ts';
import { taintOf } from '../../facts/taint.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const untrustedSystemMessage: Rule = {
  id: 'SP504',
  slug: 'untrusted-system-message',
  family: 'untrusted-input-to-agent',
  title: 'What a stranger sends becomes an instruction',
  why: 'A system message is what the model obeys first: text in it is not data.',
  fix: 'Keep system messages constant; give what others write as a message.',
  severity: 'high',
  ...IDS.input,
  check: (facts) =>
    (isAgentModule(facts) ? facts.module.keywords : []).flatMap(({ argument, site }): Objection[] => {
      if (argument.name === undefined || !INSTRUCTIONS.has(argument.name)) return [];
      const { origin, source } = taintOf(argument.value, site.scope, facts.project.taint);
      if (origin !== 'remote') return [];
      const at = { module: facts.module, start: argument.start, end: argument.end };
      return [{ at, message: `${source} becomes part of ${argument.name}`, confidence: 'high' }];
    }),
};
const INSTRUCTIONS: ReadonlySet<string> = new Set([
  'system_message',
  'instructions',
  'system_prompt',
  'system_messages',
]);
