// The record that the benchmarks append: an exchange as the gateway writes it, with its contents.

import type { RecordDraft } from '../../src/audit/index.ts';

const CONTENT_BYTES = 1500;

const BODY = {
  request_type: 'chat_completion',
  call_kind: 'normal',
  model: 'gpt-4o-mini',
  provider: 'openai',
  stream: false,
  key_id: 'k1k2k3k4k5k6',
  workflow_source: 'header',
  policy_version: '5d41402abc4b2a76b9719d911017c592',
  policy_decision: 'ALLOW',
  messages_total: 12,
  messages_new: 1,
  prompt_tokens_estimated: 812,
  latency_us: { identify: 12, read: 80, inspect: 40, decide: 31 },
  policies_evaluated: ['block-exfiltration', 'external-calls-need-approval', 'log-agent-messages'],
  actions: [
    { id: 'q0', type: 'llm_call', decision: 'ALLOW', tools_offered: 3, granted_by: 'declaration' },
    {
      id: 'm11',
      type: 'agent_message',
      decision: 'LOG',
      message: 11,
      sender_agent: 'research_agent',
      sender_verified: true,
      recipient_agent: 'aggregation_agent',
      policies: [{ policy: 'log-agent-messages', decision: 'LOG', because: ['action is agent_message'] }],
    },
  ],
};

const CONTENT = Buffer.from(
  'The quarterly numbers show a slight increase over the last period. '.repeat(40),
).subarray(0, CONTENT_BYTES);

/** Record `number`, by one of the clients; the exchange's id is the number's. */
export function draft(client: number, number: number): RecordDraft {
  const exchange = `ex_01hf3k9z2m${String(number).padStart(12, '0')}`;
  const contents = [
    { name: 'facts', bytes: CONTENT.subarray(0, 300) },
    { name: 'message/11', bytes: CONTENT.subarray(300) },
  ];
  return {
    kind: 'exchange_requested',
    workflow: `wf_${client}`,
    agent: 'research_agent',
    exchange,
    decision: 'ALLOW',
    body: BODY,
    contents,
  };
}
