// MagenticOne without hil_mode and without an approval function.

import type { Objection, Rule } from '../../rule.ts';
import { isNone, truthOf } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const magenticWithoutHuman: Rule = {
  id: 'SP304',
  slug: 'magentic-without-human',
  family: 'no-human-oversight',
  title: 'MagenticOne works without asking anyone',
  why: 'It browses, reads files and runs code on its own plan.',
  fix: 'Set hil_mode=True, or give an approval_func.',
  severity: 'medium',
  ...IDS.oversight,
  check: ({ teams }) =>
    teams.flatMap(({ className, args, at }): Objection[] => {
      if (className !== 'MagenticOne' || args.open) return [];
      const approval = args.get('approval_func');
      const mode = args.get('hil_mode');
      const asks =
        (approval !== undefined && isNone(approval.value) !== true) ||
        (mode !== undefined && truthOf(mode.value) === true);
      if (asks) return [];
      return [
        {
          at,
          message: 'neither hil_mode nor approval_func is set',
          confidence: mode !== undefined && truthOf(mode.value) === undefined ? 'low' : 'high',
        },
      ];
    }),
};
