// Tools whose names say that they pay, send, delete or deploy, with no approval.

import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const stateChangingToolUnapproved: Rule = {
  id: 'SP607',
  slug: 'state-changing-tool-unapproved',
  family: undefined,
  title: 'A tool that changes the world runs without approval',
  why: 'Mail that is sent, money that is paid and data that is deleted do not come back.',
  fix: 'Ask a person: approval_mode="always_require", approval_required(), or an approval at the gateway.',
  severity: 'medium',
  ...IDS.tool,
  check: ({ tools }) =>
    tools.flatMap(({ name, guarded, at, func }): Objection[] => {
      if (guarded || !ACTS.test(name) || READS.test(name)) return [];
      const place =
        func === undefined
          ? at
          : {
              module: func.scope.module,
              start: func.statement.start,
              end: func.statement.body[0]?.start ?? func.statement.end,
            };
      return [{ at: place, message: `${name} acts without approval, by its name`, confidence: 'low' }];
    }),
};
const ACTS =
  /(?:^|_)(?:send|pay|payment|transfer|refund|charge|purchase|buy|sell|order|delete|remove|drop|destroy|deploy|publish|post|email|tweet|cancel|shutdown|restart|withdraw|wire|approve)(?:_|$)/i;
const READS = /^(?:get|list|read|search|find|fetch|check|show|count|is|has|lookup|describe)_/i;
