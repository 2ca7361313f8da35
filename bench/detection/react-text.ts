// Runs that are written down as text: `Action:`, `Action Input:`, `Observation:`, one after the other.

import type { Step } from './trace-steps.ts';

const MARK = /^ ?(Action|Action Input|Observation|Thought|Final Answer): ?/gm;

/** The steps of such a text behind the user's task; no agent acts in a text of another form. */
export function textSteps(text: string, task: string | undefined): readonly Step[] {
  const steps: Step[] = [];
  const add = (kind: Step['kind'], said: string, calls: Step['calls'] = []): void => {
    steps.push({
      index: steps.length,
      kind,
      agent: undefined,
      to: undefined,
      text: said,
      calls,
      answers: undefined,
      ids: [],
    });
  };
  if (task !== undefined) add('user', task);
  const marks = [...text.matchAll(MARK)];
  let name: string | undefined;
  for (const [at, mark] of marks.entries()) {
    const body = text.slice(mark.index + mark[0].length, marks[at + 1]?.index).trim();
    if (mark[1] === 'Action') name = body;
    else if (mark[1] === 'Action Input' && name !== undefined) add('agent', '', [{ name, arguments: body }]);
    else if (mark[1] === 'Observation') add('tool', body);
    else if (mark[1] === 'Final Answer') add('agent', body);
  }
  // The answer to the last observation is not recorded: it is read all the same.
  if (steps.at(-1)?.kind === 'tool') add('agent', 'Noted.');
  return steps;
}
