// One agent and its model: tools, legacy functions, structured output, and every call of the official clients.

import {
  callFunction,
  callTool,
  callTools,
  choose,
  type Reply,
  type Rule,
  say,
} from '../../../src/demo/model-server/index.ts';
import { BLOCKED, type ClientName, programNamed, type Scenario } from '../scenario.ts';

const blockText = say('[blocked by policy stand-in] Not permitted; do not retry.');
const QUERY = { table: 'customers', limit: 100 };
const DELETE = { table: 'customers' };

type Call = (name: string, args: typeof QUERY | typeof DELETE) => Reply;

/** Query, then delete, then report; when the deletion is stopped, the next turn says so and ends. */
function analyst(call: Call): readonly Rule[] {
  return [
    { when: { last: '42 rows' }, reply: call('delete_table', DELETE) },
    { when: { last: 'customers deleted' }, reply: say('Cleaned up. TERMINATE') },
    { when: { last: 'Go on.' }, reply: say('I kept the table. TERMINATE') },
    { reply: call('query_internal_database', QUERY) },
  ];
}

interface Variation {
  readonly name: string;
  readonly program: string;
  readonly clients: readonly ClientName[];
  readonly stream?: boolean;
  readonly call?: Call;
}

function toolAgent({ name, program, clients, stream = false, call = callTool }: Variation): Scenario {
  return {
    name,
    clients,
    program: programNamed(program),
    agents: ['analyst'],
    stream,
    script: analyst(call),
    retry: true,
    allow: {
      executed: ['query_internal_database customers 100', 'delete_table customers'],
      turns: [['analyst', 'Cleaned up.']],
      upstreamCalls: 3,
    },
    blocks: [
      {
        name: 'block',
        condition: { agent_name: 'analyst', action_type: 'tool_call', tool_name: 'delete_table' },
        standIn: [{ when: { last: '42 rows' }, reply: blockText }],
        expected: {
          executed: ['query_internal_database customers 100'],
          turns: [
            ['analyst', BLOCKED],
            ['analyst', 'I kept the table.'],
          ],
          upstreamCalls: 3,
        },
      },
    ],
  };
}

const structured: Scenario = {
  name: 'structured-output',
  clients: ['ag2', 'autogen-0.4', 'agent-framework'],
  program: programNamed('structured_output'),
  agents: ['judge'],
  script: [{ reply: say('{"score":7,"summary":"fine"}') }],
  allow: { turns: [['judge', /7.*fine/s]], upstreamCalls: 1 },
  blocks: [
    {
      name: 'block',
      condition: { agent_name: 'judge', action_type: 'reply' },
      standIn: [
        {
          reply: {
            kind: 'error',
            status: 403,
            error: {
              message: 'Blocked by policy stand-in',
              type: 'policy_violation',
              param: null,
              code: 'content_filter',
            },
          },
        },
      ],
      expected: { error: { status: [400, 403], code: 'content_filter' }, unsaid: ['fine'], upstreamCalls: 1 },
    },
  ],
};

const everyCall: Scenario = {
  name: 'every-call',
  clients: ['openai-node', 'openai-python'],
  program: programNamed('every_call'),
  agents: ['client'],
  retry: true,
  script: [
    {
      when: { last: 'tools' },
      reply: callTools([
        { name: 'query_internal_database', arguments: QUERY },
        { name: 'delete_table', arguments: DELETE },
      ]),
    },
    { when: { last: 'functions' }, reply: callFunction('delete_table', DELETE) },
    { when: { last: 'choices' }, reply: choose([{ text: 'first' }, { text: 'second' }]) },
    { when: { last: 'verdict' }, reply: say('{"score":7,"summary":"fine"}') },
    { reply: say('Good day, Zürich 😀.') },
  ],
  allow: {
    turns: [
      ['models', 'true'],
      ['buffered', 'Good day, Zürich 😀.'],
      ['streamed', '["Good day, Zürich 😀.",true]'],
      ['tools', /query_internal_database.*delete_table/s],
      ['tools streamed', /query_internal_database.*delete_table/s],
      ['functions', 'delete_table'],
      ['choices', /first.*second/s],
      ['parsed', 'fine'],
      ['azure', 'Good day, Zürich 😀.'],
    ],
  },
  blocks: [
    {
      name: 'block',
      condition: { agent_name: 'client', action_type: 'tool_call', tool_name: 'delete_table' },
      standIn: [
        { when: { last: 'tools' }, reply: blockText },
        { when: { last: 'functions' }, reply: blockText },
      ],
      expected: {
        turns: [
          ['buffered', 'Good day'],
          ['tools', BLOCKED],
          ['tools streamed', BLOCKED],
          ['functions', BLOCKED],
          ['choices', /first.*second/s],
        ],
        unsaid: ['"{\\"table\\"', 'query_internal_database'],
      },
    },
  ],
};

const closedRoutes: Scenario = {
  name: 'closed-routes',
  clients: ['openai-python'],
  program: programNamed('closed_routes'),
  agents: ['client'],
  gatewayOnly: true,
  script: [],
  allow: {
    turns: [
      ['responses', /^403 /],
      ['embeddings', /^403 /],
      ['files', /^403 /],
    ],
    upstreamCalls: 0,
  },
};

const all = ['autogen-0.2', 'ag2', 'autogen-0.4', 'agent-framework'] as const;

export const calls: readonly Scenario[] = [
  toolAgent({ name: 'tool-agent', program: 'tool_agent', clients: all }),
  toolAgent({ name: 'tool-agent-streamed', program: 'tool_agent', clients: all, stream: true }),
  toolAgent({
    name: 'legacy-functions',
    program: 'legacy_functions',
    clients: ['autogen-0.2', 'ag2'],
    call: callFunction,
  }),
  structured,
  everyCall,
  closedRoutes,
];
