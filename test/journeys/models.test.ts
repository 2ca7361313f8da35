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

test('a health check says that the gateway is there, and nothing about its traffic', async () => {
  gateway = await startTestGateway({});
  expect(await (await fetch(`${gateway.url}/healthz`)).json()).toEqual({ status: 'ok' });
});
