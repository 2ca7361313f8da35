// The examples of `examples/decisions`, run as they are: tools and code ask the gateway under the runner's own key.

import { callTool, type Rule, say, sayCode } from '../../../src/demo/model-server/index.ts';
import { programNamed, type Scenario } from '../scenario.ts';

const toolScript: readonly Rule[] = [
  { when: { last: 'Not allowed' }, reply: say('I kept the table. TERMINATE') },
  { when: { last: 'customers deleted' }, reply: say('Cleaned up. TERMINATE') },
  { when: { last: '42 rows' }, reply: callTool('delete_table', { table: 'customers' }) },
  { reply: callTool('query_internal_database', { table: 'customers', limit: 100 }) },
];

const tools: Scenario = {
  name: 'asked-tools',
  clients: ['autogen-0.2', 'autogen-0.4', 'agent-framework'],
  program: programNamed('asked_tools'),
  agents: ['analyst', 'runner'],
  script: toolScript,
  gatewayOnly: true,
  allow: {
    executed: ['query_internal_database customers 100', 'delete_table customers'],
    turns: [['analyst', 'Cleaned up.']],
  },
  blocks: [
    {
      name: 'block',
      condition: { agent_name: 'runner', action_type: 'tool_call', tool_name: 'delete_table' },
      standIn: [],
      expected: {
        executed: ['query_internal_database customers 100'],
        turns: [['analyst', 'I kept the table.']],
      },
    },
  ],
};

const codeScript: readonly Rule[] = [
  { when: { last: 'Not allowed' }, reply: say('Without code: it is 42.\nTERMINATE') },
  { when: { last: '42' }, reply: say('The answer is 42.\nTERMINATE') },
  { reply: sayCode('python', 'print(6 * 7)') },
];

const code: Scenario = {
  name: 'asked-code',
  clients: ['autogen-0.2', 'autogen-0.4'],
  program: programNamed('asked_code'),
  agents: ['coder', 'runner'],
  script: codeScript,
  gatewayOnly: true,
  allow: { turns: [['coder', 'The answer is 42.']] },
  blocks: [
    {
      name: 'block',
      condition: { agent_name: 'runner', action_type: 'code_execution' },
      standIn: [],
      expected: { turns: [['coder', 'Without code: it is 42.']], unsaid: ['The answer is 42.'] },
    },
  ],
};

export const decisions: readonly Scenario[] = [tools, code];
