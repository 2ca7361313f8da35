// Agents that talk to each other: coding in pairs, groups with a selector, handoffs, a ledger.

import {
  callTool,
  ledger,
  type Reply,
  type Rule,
  say,
  sayCode,
} from '../../../src/demo/model-server/index.ts';
import type { JsonObject } from '../../../src/domain/index.ts';
import { BLOCKED, programNamed, type Scenario } from '../scenario.ts';

const blockText = say('[blocked by policy stand-in] Not permitted; do not retry.');

const codingScript: readonly Rule[] = [
  { when: { last: 'No code blocks found' }, reply: say('Without code: it is 42.\nTERMINATE') },
  { when: { last: 'Go on.' }, reply: say('Without code: it is 42.\nTERMINATE') },
  { when: { last: '42' }, reply: say('The answer is 42.\nTERMINATE') },
  { reply: sayCode('python', 'print(6 * 7)') },
];

function coding(name: string, stream: boolean): Scenario {
  return {
    name,
    clients: ['autogen-0.2', 'ag2', 'autogen-0.4'],
    program: programNamed('two_agent_coding'),
    agents: ['coder'],
    stream,
    script: codingScript,
    retry: true,
    allow: {
      turns: [
        ['coder', 'print(6 * 7)'],
        ['coder', 'The answer is 42.'],
      ],
      upstreamCalls: 2,
    },
    blocks: [
      {
        name: 'block',
        condition: { agent_name: 'coder', action_type: 'code_execution' },
        standIn: [{ when: { call: 1 }, reply: blockText }],
        expected: {
          turns: [
            ['coder', BLOCKED],
            ['coder', 'Without code'],
          ],
          unsaid: ['print(6 * 7)'],
        },
      },
    ],
  };
}

export const selector = (...names: string[]): Rule => ({
  when: { system: 'role play game' },
  reply: names.map((name) => say(name)),
});

const members: readonly Rule[] = [
  { when: { system: 'You plan.' }, reply: say('Step one: a tokenizer. Step two: a grammar.') },
  { when: { system: 'You code.' }, reply: say('The parser is written.') },
  { when: { system: 'You review.' }, reply: say('Approved. TERMINATE') },
];

const groupChat: Scenario = {
  name: 'group-chat',
  clients: ['autogen-0.2', 'ag2', 'autogen-0.4'],
  program: (client) => programNamed(client === 'autogen-0.4' ? 'selector_group_chat' : 'group_chat')(client),
  agents: ['manager', 'planner', 'coder', 'reviewer'],
  script: [selector('planner', 'coder', 'reviewer'), ...members],
  retry: true,
  allow: {
    turns: [
      ['planner', 'Step one'],
      ['coder', 'The parser is written.'],
      ['reviewer', 'Approved.'],
    ],
    upstreamCalls: 6,
    hops: [
      ['manager', 'planner'],
      ['manager', 'coder'],
      ['manager', 'reviewer'],
    ],
  },
  blocks: [
    {
      name: 'block',
      condition: { agent_name: 'planner', action_type: 'reply' },
      standIn: [{ when: { system: 'You plan.' }, reply: blockText }],
      expected: {
        turns: [
          ['planner', BLOCKED],
          ['coder', 'The parser is written.'],
          ['reviewer', 'Approved.'],
        ],
        unsaid: ['Step one'],
      },
    },
  ],
};

/** Whether the candidates that a selection prompt lists, at its very end, hold this name. */
function mayPick(body: JsonObject, name: string): boolean {
  const candidates = JSON.stringify(body).split('select the next role from').at(-1) ?? '';
  return candidates.includes(`'${name}'`);
}

/** The model picks coder again and again; whatever the gateway answers, it must not read as coder. */
const stubbornSelector: Scenario = {
  ...groupChat,
  name: 'group-chat-routing',
  script: [
    selector('planner'),
    {
      when: { system: 'role play game' },
      reply: ({ body }) => say(mayPick(body, 'coder') ? 'coder' : 'reviewer'),
    },
    ...members,
  ],
  retry: false,
  allow: { turns: [['planner', 'Step one']] },
  blocks: [
    {
      name: 'block',
      condition: { action_type: 'handoff', next_hop_agent: 'coder' },
      standIn: [selector('planner', 'reviewer', 'reviewer', 'reviewer')],
      expected: { turns: [['planner', 'Step one']], silent: ['coder'], unsaid: ['The parser is written.'] },
    },
  ],
};

export const decides = (next: string | null): Reply =>
  say(
    JSON.stringify({
      terminate: next === null,
      reason: 'scripted',
      next_speaker: next,
      final_message: next === null ? 'All done.' : null,
    }),
  );

const orchestratedGroup: Scenario = {
  name: 'group-chat',
  clients: ['agent-framework'],
  program: programNamed('group_chat'),
  agents: ['manager', 'planner', 'coder', 'reviewer'],
  script: [
    {
      when: { schema: 'AgentOrchestrationOutput' },
      reply: [decides('planner'), decides('coder'), decides('reviewer'), decides(null)],
    },
    ...members,
  ],
  retry: true,
  allow: {
    turns: [
      ['planner', 'Step one'],
      ['coder', 'The parser is written.'],
      ['reviewer', 'Approved.'],
    ],
    hops: [
      ['manager', 'planner'],
      ['manager', 'coder'],
      ['manager', 'reviewer'],
    ],
  },
  blocks: [
    {
      name: 'block',
      condition: { action_type: 'handoff', next_hop_agent: 'coder' },
      standIn: [
        {
          when: { schema: 'AgentOrchestrationOutput' },
          reply: [
            decides('planner'),
            say(
              '{"terminate":true,"reason":"Blocked","next_speaker":null,"final_message":"Blocked by policy"}',
            ),
          ],
        },
      ],
      expected: {
        turns: [
          ['planner', 'Step one'],
          ['manager', BLOCKED],
        ],
        silent: ['coder', 'reviewer'],
      },
    },
  ],
};

const sequential: Scenario = {
  name: 'sequential',
  clients: ['agent-framework'],
  program: programNamed('sequential'),
  agents: ['planner', 'coder'],
  script: members,
  allow: {
    turns: [
      ['planner', 'Step one'],
      ['coder', 'The parser is written.'],
    ],
    upstreamCalls: 2,
  },
  blocks: [
    {
      name: 'block',
      condition: { agent_name: 'planner', action_type: 'reply' },
      standIn: [{ when: { system: 'You plan.' }, reply: blockText }],
      expected: {
        turns: [
          ['planner', BLOCKED],
          ['coder', 'The parser is written.'],
        ],
        unsaid: ['Step one'],
      },
    },
  ],
};

function handoff(client: 'ag2' | 'autogen-0.4' | 'agent-framework', program: string, tool: string): Scenario {
  return {
    name: 'handoff',
    clients: [client],
    program: programNamed(program),
    agents: ['triage', 'billing'],
    script: [
      {
        when: { system: 'You triage.', lastRole: 'assistant' },
        reply: say('I can not hand this over. TERMINATE'),
      },
      { when: { system: 'You triage.' }, reply: callTool(tool, {}) },
      { when: { system: 'You do the billing.' }, reply: say('The refund is on its way. TERMINATE') },
    ],
    allow: {
      turns: [['billing', 'The refund is on its way.']],
      upstreamCalls: 2,
      hops: [['triage', 'billing']],
    },
    blocks: [
      {
        name: 'block',
        condition: { action_type: 'handoff', next_hop_agent: 'billing' },
        standIn: [{ when: { call: 1 }, reply: blockText }],
        expected: { turns: [['triage', BLOCKED]], silent: ['billing'], unsaid: ['The refund'] },
      },
    ],
  };
}

const magentic: Scenario = {
  name: 'magentic',
  clients: ['autogen-0.4'],
  program: programNamed('magentic'),
  agents: ['manager', 'coder'],
  script: [
    {
      when: { schema: 'LedgerEntry' },
      reply: [
        ledger({ speaker: 'coder', instruction: 'Write the parser.', satisfied: false }),
        ledger({ speaker: 'coder', instruction: 'Nothing left.', satisfied: true }),
      ],
    },
    { when: { last: 'Below I will present' }, reply: say('1. GIVEN FACTS: none.') },
    { when: { last: 'Fantastic.' }, reply: say('- coder writes the parser.') },
    { when: { last: 'We are working on the following task' }, reply: say('The parser is there.') },
    { when: { system: 'You code.' }, reply: say('The parser is written.') },
  ],
  allow: {
    turns: [
      ['coder', 'The parser is written.'],
      ['MagenticOneOrchestrator', 'The parser is there.'],
    ],
    upstreamCalls: 6,
    hops: [['manager', 'coder']],
  },
  blocks: [
    {
      name: 'block',
      condition: { action_type: 'handoff', next_hop_agent: 'coder' },
      standIn: [
        {
          when: { schema: 'LedgerEntry' },
          reply: ledger({ speaker: 'coder', instruction: 'Blocked by policy', satisfied: true }),
        },
      ],
      expected: { turns: [['MagenticOneOrchestrator', /./]], silent: ['coder'] },
    },
  ],
};

export const conversations: readonly Scenario[] = [
  coding('two-agent-coding', false),
  coding('two-agent-coding-streamed', true),
  groupChat,
  stubbornSelector,
  orchestratedGroup,
  sequential,
  handoff('ag2', 'handoff', 'transfer_to_billing_1'),
  handoff('autogen-0.4', 'swarm', 'transfer_to_billing'),
  handoff('agent-framework', 'handoff', 'handoff_to_billing'),
  magentic,
];
