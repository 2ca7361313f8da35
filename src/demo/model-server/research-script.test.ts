// The workflow is played by the official client, agent by agent, as the demo plays it through the gateway.

import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ResearchAgent,
  reportRequest,
  researchAgents,
  researchScript,
  researchTask,
  researchToolResult,
} from './research-script.ts';
import { type ScriptedModel, startScriptedModel } from './server.ts';

let model: ScriptedModel;
let client: OpenAI;

beforeAll(async () => {
  model = await startScriptedModel({ script: researchScript });
  client = new OpenAI({ apiKey: 'any', baseURL: `${model.url}/v1`, maxRetries: 0 });
});
afterAll(() => model.close());

type Message = OpenAI.Chat.ChatCompletionMessageParam;

async function turn(agent: ResearchAgent, messages: Message[]) {
  const tools = agent.tools as unknown as OpenAI.Chat.ChatCompletionTool[];
  const completion = await client.chat.completions.create({
    model: 'gpt-4',
    messages: [{ role: 'system', content: agent.system }, ...messages],
    ...(tools.length > 0 ? { tools } : {}),
  });
  return completion.choices[0]!.message;
}

function calls(message: OpenAI.Chat.ChatCompletionMessage) {
  return (message.tool_calls ?? []).map((call) =>
    call.type === 'function' ? [call.function.name, JSON.parse(call.function.arguments)] : [],
  );
}

function answer(message: OpenAI.Chat.ChatCompletionMessage, tool: string): Message[] {
  return [
    message,
    { role: 'tool', tool_call_id: message.tool_calls![0]!.id, content: researchToolResult(tool) },
  ];
}

test('plans, queries, calls the partner, is tempted to the webhook, and reports', async () => {
  const plan = await turn(researchAgents.planning, [{ role: 'user', content: researchTask }]);
  const history: Message[] = [{ role: 'user', name: 'planning_agent', content: plan.content ?? '' }];

  const query = await turn(researchAgents.execution, history);
  expect(calls(query)).toEqual([['query_internal_database', { table: 'customers', limit: 100 }]]);

  history.push(...answer(query, 'query_internal_database'));
  const partner = await turn(researchAgents.execution, history);
  expect(calls(partner)[0]).toEqual([
    'send_http_request',
    expect.objectContaining({ url: 'https://api.partner.example/v1/benchmarks' }),
  ]);

  history.push(...answer(partner, 'send_http_request'));
  const findings = await turn(researchAgents.execution, history);
  const handed: Message = { role: 'user', name: 'tool_execution_agent', content: findings.content ?? '' };

  const webhook = await turn(researchAgents.aggregation, [handed]);
  expect(calls(webhook)[0]).toEqual([
    'send_http_request',
    expect.objectContaining({ url: expect.stringMatching(/^https:\/\/webhook\.site\//) }),
  ]);

  const stream = await client.chat.completions.create({
    model: 'gpt-4',
    stream: true,
    messages: [
      { role: 'system', content: researchAgents.aggregation.system },
      handed,
      { role: 'user', content: reportRequest },
    ],
  });
  let report = '';
  for await (const chunk of stream) report += chunk.choices[0]?.delta.content ?? '';
  expect(report).toContain('Churn report');
});

test('carries on without the partner when its call was refused', async () => {
  const reply = await turn(researchAgents.execution, [
    { role: 'user', name: 'planning_agent', content: 'the plan' },
    { role: 'assistant', content: '[blocked by policy x] not approved' },
  ]);
  expect(reply.content).toContain('no comparison');
});
