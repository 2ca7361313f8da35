// Teams that wait for a person on one tool call: the answer comes by the command line while the program is running.

import { callTool, type Rule, say } from '../../../src/demo/model-server/index.ts';
import { BLOCKED, type HoldVariant, programNamed, type Scenario } from '../scenario.ts';

const script: readonly Rule[] = [
  { when: { system: 'You write.' }, reply: say('The report is done. TERMINATE') },
  { when: { last: '42 rows' }, reply: say('The table has 42 rows.') },
  { reply: callTool('query_internal_database', { table: 'customers', limit: 100 }) },
];

const ran = {
  executed: ['query_internal_database customers 100'],
  turns: [['writer', 'The report is done.']],
} as const;

/** The refusal is the analyst's turn, and the writer's comes after it: the team carries on. */
const refused = (why: RegExp): HoldVariant['expected'] => ({
  executed: [],
  turns: [
    ['analyst', BLOCKED],
    ['writer', 'The report is done.'],
  ],
  says: why,
});

const HOLDS: readonly HoldVariant[] = [
  { name: 'approved', answer: 'approve', timeoutSeconds: 60, expected: ran },
  {
    name: 'denied',
    answer: 'deny',
    timeoutSeconds: 60,
    expected: refused(/a person denied this.*by the suite/),
  },
  {
    name: 'timed-out',
    answer: undefined,
    timeoutSeconds: 2,
    expected: refused(/nobody approved this in time/),
  },
];

function team(name: string, stream: boolean): Scenario {
  return {
    name,
    clients: ['autogen-0.2', 'autogen-0.4'],
    program: programNamed('team_with_tool'),
    agents: ['analyst', 'writer'],
    stream,
    script,
    allow: ran,
    holds: {
      condition: { agent_name: 'analyst', action_type: 'tool_call', tool_name: 'query_internal_database' },
      variants: HOLDS,
    },
  };
}

export const holds: readonly Scenario[] = [team('held-team', false), team('held-team-stream', true)];
