// What detectors find goes on record whatever policy makes of it, and can be asked for.

import { afterEach, describe, expect, test } from 'vitest';
import { callTool, say } from '../../src/demo/model-server/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/domain/index.ts';
import { type Answer, agentHeaders, send } from '../support/call.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const SECRET = 'AKIAQ3EGRIT7VB5XW2LM';
const TEXT = `deploy with the key ${SECRET} please`;

let gateway: TestGateway;
afterEach(() => gateway.close());

function ask(content: string): Promise<Answer> {
  gateway.model.play(() => say('Done.'));
  const headers = agentHeaders(gateway.key('coder'), 'x-workflow-id', 'found');
  return send({
    url: gateway.url,
    headers,
    body: { model: 'gpt-4o', messages: [{ role: 'user', content }] },
  });
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

describe('a finding', () => {
  test('is on record where the policy only names the detector, and no matched text is', async () => {
    gateway = await startTestGateway({ policy: '{detectors: {sensitive_data: {}}, policies: []}' });
    const answer = await ask(TEXT);
    expect(answer.text).toContain('Done.');
    const records = await gateway.records({ finding: 'sensitive_data' });
    expect(records.map(({ kind }) => kind)).toEqual(['exchange_requested']);
    const [action] = records
      .flatMap((record) => objectsIn(record['actions']))
      .filter((each) => each['findings'] !== undefined);
    expect(action?.['decision']).toBe('ALLOW');
    const [finding] = objectsIn(action?.['findings']);
    expect(finding).toMatchObject({
      detector: 'sensitive_data',
      where: { start: TEXT.indexOf(SECRET), end: TEXT.indexOf(SECRET) + SECRET.length },
    });
    expect(JSON.stringify(records)).not.toContain(SECRET);
  });

  test('of another detector is not an answer to the question', async () => {
    gateway = await startTestGateway({ policy: '{detectors: {sensitive_data: {}}, policies: []}' });
    await ask(TEXT);
    expect(await gateway.records({ finding: 'external' })).toEqual([]);
  });
});

describe('an act that none of an agent’s earlier workflows saw', () => {
  const does = (workflow: number, tool: string): Promise<Answer> => {
    gateway.model.play(() => callTool(tool, { of: 'wiki' }));
    return send({
      url: gateway.url,
      headers: agentHeaders(gateway.key('coder'), 'x-workflow-id', `habit-${workflow}`),
      body: { model: 'gpt-4o', messages: [{ role: 'user', content: `${tool} of the wiki, ${workflow}` }] },
    });
  };

  test('is flagged, and passes', async () => {
    gateway = await startTestGateway({ policy: '{detectors: {semantic_divergence: {}}, policies: []}' });
    for (let workflow = 0; workflow < 6; workflow += 1) {
      await does(workflow, 'read_pages');
      await does(workflow, 'list_pages');
    }
    expect((await does(6, 'delete_pages')).text).toContain('delete_pages');
    const found = (await gateway.records({ finding: 'semantic_divergence' }))
      .flatMap((record) => objectsIn(record['actions']))
      .flatMap((action) => objectsIn(action['findings']));
    expect(found.map(({ evidence }) => evidence)).toEqual([
      ['does what it did in none of its 6 earlier workflows'],
    ]);
  });
});

describe('what detectors cost and find', () => {
  const metrics = (path: string, token: string) =>
    send({ url: gateway.url, path, method: 'GET', headers: ['authorization', `Bearer ${token}`] });

  test('is counted for whoever has a token, and names nothing that came with a call', async () => {
    gateway = await startTestGateway({
      policy: '{detectors: {sensitive_data: {}, external: {on_failure: LOG}}, policies: []}',
    });
    const token = String((await gateway.admin('POST', '/tokens', { role: 'viewer' })).body['token']);
    const before = await metrics('/metrics', token);
    expect(before.text).toContain('sallyport_detector_findings_total{detector="sensitive_data"} 0\n');
    await ask(TEXT);
    const { text } = await metrics('/metrics', token);
    expect(text).toContain('sallyport_detector_findings_total{detector="sensitive_data"} 1\n');
    expect(text).toContain('sallyport_detector_failed_total{detector="external",why="unavailable"} 2\n');
    expect(text).toContain('sallyport_detector_seconds_count{detector="sensitive_data"} 2\n');
    expect(text).not.toContain('coder');
    expect((await metrics('/admin/v1/metrics', token)).text).toBe(text);
    expect((await metrics('/metrics', 'nobody')).status).toBe(401);
  });
});

describe('the `detectors:` section', () => {
  test('switches a detector off', async () => {
    const policy = '{detectors: {sensitive_data: {enabled: false}}, policies: []}';
    gateway = await startTestGateway({ policy });
    await ask(TEXT);
    expect(await gateway.records({ finding: 'sensitive_data' })).toEqual([]);
  });

  test('has thresholds of their own for kinds of action', async () => {
    const blockAt = (type: string) => `{detectors: {sensitive_data: {block_at: {${type}: 0.5}}}}`;
    gateway = await startTestGateway({ policy: blockAt('tool_result') });
    expect((await ask(TEXT)).text).toContain('Done.');
    await gateway.close();
    gateway = await startTestGateway({ policy: blockAt('user_message') });
    expect((await ask(TEXT)).text).toContain('sensitive_data found something');
  });
});
