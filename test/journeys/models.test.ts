// GET /v1/models: asked of the provider once, told to many, and on record each time.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway | undefined;
let stop: (() => void) | undefined;
afterEach(async () => {
  await gateway?.close();
  stop?.();
});

test('many agents that list models at once cost the provider one question, and each listing is a record', async () => {
  let asked = 0;
  const provider = createServer((_request, response) => {
    asked++;
    response.end(JSON.stringify({ data: [{ id: 'gpt-4o' }, { id: 'gpt-4o-mini' }] }));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  stop = () => provider.close();
  const { port } = provider.address() as AddressInfo;
  gateway = await startTestGateway({ upstreamUrl: `http://127.0.0.1:${port}/v1` });
  const { url } = gateway;
  const headers = { authorization: `Bearer ${gateway.key('coder')}` };
  const answers = await Promise.all(
    Array.from({ length: 5 }, async () => (await fetch(`${url}/v1/models?limit=20`, { headers })).json()),
  );
  for (const answer of answers)
    expect(answer).toMatchObject({ data: [{ id: 'gpt-4o' }, { id: 'gpt-4o-mini' }] });
  expect(asked).toBe(1);
  const records = await gateway.records({ kind: 'models_listed' });
  expect(records).toHaveLength(5);
  expect(records[0]).toMatchObject({ agent: 'coder', models: 2 });
});

test('one model is asked for as OpenAI has it, in each form of the path; one that the agent may not use is not there', async () => {
  gateway = await startTestGateway({ agents: [] });
  const { url } = gateway;
  const { body } = await gateway.admin('POST', '/agents', { agent: 'narrow', models: ['gpt-4o'] });
  const headers = { authorization: `Bearer ${String(body['key'])}` };
  const get = (path: string) => fetch(url + path, { headers });
  const listed: { data: readonly unknown[] } = JSON.parse(await (await get('/v1/models')).text());
  for (const prefix of ['/v1', '', '/agents/narrow/v1', '/workflows/w/v1', '/workflows/w/agents/narrow/v1']) {
    const answer = await get(`${prefix}/models/gpt-4o`);
    expect([answer.status, await answer.json()]).toEqual([200, listed.data[0]]);
  }
  expect(listed.data[0]).toEqual({ id: 'gpt-4o', object: 'model', created: 0, owned_by: 'scripted' });
  for (const model of ['gpt-4o-mini', 'nosuch', 'GPT-4O', '__proto__', 'a/b']) {
    const answer = await get(`/v1/models/${model}`);
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { error: { code: 'model_not_found', type: 'invalid_request_error' } },
    ]);
  }
});

test('a health check says that the gateway is there, and nothing about its traffic', async () => {
  gateway = await startTestGateway({});
  expect(await (await fetch(`${gateway.url}/healthz`)).json()).toEqual({ status: 'ok' });
});
