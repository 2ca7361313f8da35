// Files with parts that the parser did not understand or did not read.

import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const fileNotUnderstood: Rule = {
  id: 'SP710',
  slug: 'file-not-understood',
  family: undefined,
  title: 'A file was not understood in full',
  why: 'What was not read was not judged: the file is not clean, whatever was found.',
  fix: 'Correct the syntax, or scan the part on its own.',
  severity: 'info',
  ...IDS.unread,
  check: ({ module }) =>
    module.problems.map(
      (problem): Objection => ({ at: { module, start: 0, end: 0 }, message: problem, confidence: 'high' }),
    ),
};
