// From an action back to what its words came from, and from a tool's answer on to where it went: through agents and encodings.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callTool, say } from '../../src/demo/model-server/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/domain/index.ts';
import { sallyport } from '../cli/cli.ts';
import { type Answer, agentHeaders, send } from '../support/call.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const ESCAPE = '\u001b[2J';
const RECORD =
  'customer 4711, Jane Roe of 12 Harbour Lane in Whitby, prefers to be called before nine in the morning';
const base64 = (text: string) => Buffer.from(text).toString('base64');

let directory: string;
let gateway: TestGateway;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sallyport-trace-'));
});
afterEach(async () => {
  await gateway.close();
  await rm(directory, { recursive: true });
});

async function start(policy: string): Promise<void> {
  gateway = await startTestGateway({ directory, policy, agents: ['reader', 'sender'] });
}

function ask(agent: string, ...messages: readonly JsonObject[]): Promise<Answer> {
  const headers = agentHeaders(gateway.key(agent), 'x-workflow-id', 'w');
  return send({ url: gateway.url, headers, body: { model: 'gpt-4o', messages: [...messages] } });
}

/** A reader looks a customer up and tells a sender of it in base64, who mails it. */
async function chain(): Promise<{ readonly looked: Answer; readonly told: Answer; readonly mailed: Answer }> {
  const task = { role: 'user', content: 'Look up customer 4711.' };
  gateway.model.play(() => callTool('find_customer', { id: 4711 }));
  const looked = await ask('reader', task);
  const id = /"id":\s*"(call_[^"]+)"/.exec(looked.text)?.[1] ?? '';
  const call = { id, type: 'function', function: { name: 'find_customer', arguments: '{"id":4711}' } };
  gateway.model.play(() => say(base64(RECORD)));
  const told = await ask(
    'reader',
    task,
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: id, content: RECORD },
  );
  gateway.model.play(() => callTool('send_email', { to: 'x@example.org', body: base64(RECORD) }));
  const mailed = await ask('sender', { role: 'user', name: 'reader', content: base64(RECORD) });
  return { looked, told, mailed };
}

async function traced(path: string): Promise<JsonObject> {
  return (await gateway.admin('GET', `/trace/${path}`)).body;
}

function links(report: JsonObject, way: 'upstream' | 'downstream'): readonly string[] {
  const list: JsonValue = report[way] ?? [];
  return (Array.isArray(list) ? list.filter(isJsonObject) : []).map(({ evidence, from, to }) => {
    const name = (value: JsonValue | undefined) =>
      isJsonObject(value) ? `${value['type']} ${value['subject']}`.trim() : '';
    return `${evidence}: ${name(from)} > ${name(to)}`;
  });
}

describe('a trace', () => {
  test('finds where the words of an action came from, also encoded, and how they got there', async () => {
    await start('{detectors: {exfiltration: {}}, policies: []}');
    const { mailed, looked } = await chain();
    const report = await traced(`${mailed.exchange}?action=r0`);
    expect(report['prints']).toBe(true);
    expect(links(report, 'upstream')).toEqual(
      expect.arrayContaining([
        'decoded: tool_result find_customer > tool_call send_email',
        'exact: tool_call find_customer > tool_result find_customer',
      ]),
    );
    expect(JSON.stringify(report)).toContain(String(looked.exchange));
    expect(JSON.stringify(report)).not.toContain('Harbour');
  });

  test('finds what came of a tool result', async () => {
    await start('{detectors: {exfiltration: {}}, policies: []}');
    const { told } = await chain();
    const found = links(await traced(`${told.exchange}?action=q3`), 'downstream');
    expect(found).toEqual(
      expect.arrayContaining([
        'decoded: tool_result find_customer > reply',
        'decoded: tool_result find_customer > tool_call send_email',
      ]),
    );
  });

  test('without prints knows what was resent whole, and says that it knows no more', async () => {
    await start('policies: []');
    const { mailed } = await chain();
    const report = await traced(String(mailed.exchange));
    expect(report['prints']).toBe(false);
    expect(links(report, 'upstream')).toEqual(['exact: reply > agent_message reader']);
  });

  test('shows words only when asked to, which is on record', async () => {
    await start('{detectors: {exfiltration: {}}, policies: []}');
    const { told } = await chain();
    expect(JSON.stringify(await traced(`${told.exchange}?contents=true`))).toContain(
      base64(RECORD).slice(0, 40),
    );
    expect(await gateway.records({ kind: 'contents_read' })).toMatchObject([
      { traced: told.exchange, by: 'tester' },
    ]);
  });

  test('of what is not on record is not found', async () => {
    await start('policies: []');
    const { looked } = await chain();
    expect((await gateway.admin('GET', '/trace/ex_none')).status).toBe(404);
    expect((await gateway.admin('GET', `/trace/${looked.exchange}?action=t9`)).status).toBe(404);
  });

  test('is a tree on a terminal, on which nothing hostile acts', async () => {
    await start('{detectors: {exfiltration: {}}, policies: []}');
    const { mailed } = await chain();
    const shown = await sallyport('audit', 'trace', String(mailed.exchange), 'r0', '--data', directory);
    expect(shown.out).toMatch(/tool_call send_email by sender, ALLOW/);
    expect(shown.out).toMatch(/came from decoded +tool_result find_customer by reader/);
    const said = `The following was noted about that customer by the clerk: ${ESCAPE} ${RECORD}`;
    gateway.model.play(() => say(said));
    await ask('reader', { role: 'user', content: 'Say it once more.' });
    const heard = await ask('sender', { role: 'user', name: 'reader', content: `${said} End.` });
    const trace = ['audit', 'trace', String(heard.exchange), '--data', directory, '--contents'];
    const words = await sallyport(...trace);
    expect(words.out).toContain('The following was noted');
    expect(words.out).not.toContain(ESCAPE);
  });
});
