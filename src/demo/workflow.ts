// The guide's research workflow, driven with the official client: one key per agent, text passed on as AutoGen passes it.

import OpenAI from 'openai';
import { shownLines, type Terminal } from '../cli/index.ts';
import {
  type ResearchAgent,
  reportRequest,
  researchAgents,
  researchTask,
  researchToolResult,
} from './model-server/research-script.ts';
import type { Stage } from './stage.ts';

type Messages = OpenAI.ChatCompletionMessageParam[];
type Reply = OpenAI.ChatCompletionMessage;

interface Speaker {
  readonly agent: ResearchAgent;
  readonly client: OpenAI;
  readonly messages: Messages;
}

const WORKFLOW = 'task_12345';
const MODEL = 'gpt-4o';

/** Plays all turns and prints each decision as it is recorded. */
export async function playWorkflow(terminal: Terminal, stage: Stage): Promise<void> {
  const planner = await speaker(stage, researchAgents.planning);
  const executor = await speaker(stage, researchAgents.execution);
  const aggregator = await speaker(stage, researchAgents.aggregation);
  const scene = (title: string): void => terminal.print(`\n${terminal.paint('bold', title)}`);
  const turn = async (who: Speaker): Promise<Reply> => {
    const reply = await ask(who);
    await stage.showNewRecords();
    return reply;
  };

  scene('1  A person gives the task; planning_agent makes a plan');
  planner.messages.push({ role: 'user', name: 'user', content: researchTask });
  const plan = await turn(planner);
  say(terminal, planner, plan);

  scene('2  planning_agent tells tool_execution_agent (logged), which queries the database (allowed)');
  executor.messages.push({ role: 'user', name: planner.agent.name, content: plan.content ?? '' });
  runTool(terminal, executor, await turn(executor));

  scene('3  tool_execution_agent wants to call an external API: held until a person approves');
  const held = turn(executor);
  const approval = await stage.waitForApproval();
  await stage.showNewRecords();
  terminal.print(
    `   ${terminal.paint('yellow', 'waiting for a person')}, who is shown exactly what would be released:`,
  );
  for (const line of shownLines(approval.shows)) terminal.print(`     ${line}`);
  terminal.print(
    `   ${terminal.paint('gray', `$ sallyport approvals approve ${approval.id} --reason "partner API is on the list"`)}`,
  );
  await stage.approve(approval, 'partner API is on the list');
  runTool(terminal, executor, await held);

  scene("4  The partner's answer carries an injected instruction; the findings go to aggregation_agent");
  const findings = await turn(executor);
  say(terminal, executor, findings);

  scene('5  aggregation_agent obeys the injection and tries to send customer data to a webhook: blocked');
  aggregator.messages.push({ role: 'user', name: executor.agent.name, content: findings.content ?? '' });
  say(terminal, aggregator, await turn(aggregator));

  scene('6  The workflow carries on: the report, streamed');
  aggregator.messages.push({ role: 'user', name: planner.agent.name, content: reportRequest });
  await streamed(terminal, aggregator);
  await stage.showNewRecords();
}

async function speaker(stage: Stage, agent: ResearchAgent): Promise<Speaker> {
  const apiKey = await stage.addAgent(agent.name);
  const client = new OpenAI({
    apiKey,
    baseURL: `${stage.url}/v1`,
    defaultHeaders: { 'x-workflow-id': WORKFLOW },
    maxRetries: 0,
  });
  return { agent, client, messages: [{ role: 'system', content: agent.system }] };
}

function toolsOf(agent: ResearchAgent): { tools?: OpenAI.ChatCompletionTool[] } {
  return agent.tools.length === 0 ? {} : { tools: agent.tools as unknown as OpenAI.ChatCompletionTool[] };
}

async function ask({ client, messages, agent }: Speaker): Promise<Reply> {
  const completion = await client.chat.completions.create({ model: MODEL, messages, ...toolsOf(agent) });
  const reply = completion.choices[0]?.message;
  if (reply === undefined) throw new Error('the reply has no choice');
  messages.push(reply);
  return reply;
}

/** Runs the tool that the model asked for, as the framework would, and keeps its result for the next turn. */
function runTool(terminal: Terminal, who: Speaker, reply: Reply): void {
  for (const call of reply.tool_calls ?? []) {
    if (call.type !== 'function') continue;
    terminal.print(
      `   ${terminal.paint('cyan', who.agent.name)} runs ${call.function.name} ${call.function.arguments}`,
    );
    who.messages.push({
      role: 'tool',
      tool_call_id: call.id,
      content: researchToolResult(call.function.name),
    });
  }
}

function say(terminal: Terminal, who: Speaker, reply: Reply): void {
  const text = (reply.content ?? '').trim().split('\n').join('\n      ');
  terminal.print(`   ${terminal.paint('cyan', who.agent.name)}: ${text}`);
}

async function streamed(terminal: Terminal, { client, messages, agent }: Speaker): Promise<void> {
  const stream = await client.chat.completions.create({
    model: MODEL,
    messages,
    stream: true,
    ...toolsOf(agent),
  });
  let chunks = 0;
  let text = '';
  for await (const chunk of stream) {
    chunks++;
    text += chunk.choices[0]?.delta.content ?? '';
  }
  terminal.print(`   ${terminal.paint('cyan', agent.name)}: ${text.trim().split('\n').join('\n      ')}`);
  terminal.print(terminal.paint('gray', `   (streamed in ${chunks} chunks)`));
}
