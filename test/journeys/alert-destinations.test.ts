// Every kind of destination in its bad hours: none of them delays a decision, and what may still arrive is tried again.

import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { callTool } from '../../src/demo/model-server/index.ts';
import { isJsonObject, type JsonObject } from '../../src/domain/index.ts';
import { agentHeaders, send } from '../support/call.ts';
import { ask } from '../support/chat.ts';
import { type DestinationServer, destinationServer } from '../support/destination-server.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const POLICY = 'policies: [{name: no-shell, condition: {tool_name: shell}, decision: BLOCK}]\n';
const HTTP_KINDS = ['webhook', 'slack', 'teams', 'pagerduty'] as const;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function destination(answer: Parameters<typeof destinationServer>[0]): Promise<DestinationServer> {
  const server = await destinationServer(answer);
  ends.push(() => server.close());
  return server;
}

/** Accepts connections and says nothing, as a mail server does that is stuck. */
async function silentServer(): Promise<{ readonly url: string; readonly connected: ReadonlySet<Socket> }> {
  const connected = new Set<Socket>();
  const server: Server = createServer((socket) => connected.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    for (const socket of connected) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `smtp://127.0.0.1:${port}`, connected };
}

async function gatewayWith(alerts: JsonObject, env: Readonly<Record<string, string>>): Promise<TestGateway> {
  const script = () => callTool('shell', { command: 'ls' });
  const gateway = await startTestGateway({ policy: POLICY, alerts, env: { ...env, KEY: 'k3' }, script });
  ends.push(() => gateway.close());
  return gateway;
}

const blocked = (gateway: TestGateway) =>
  send({ url: gateway.url, headers: agentHeaders(gateway.key('coder')), body: ask('Do it') });

const httpSink = (kind: string): JsonObject => ({ kind, url_env: 'URL', key_env: 'KEY', on: ['BLOCK'] });

describe.each(HTTP_KINDS)('%s', (kind) => {
  test('that never answers delays no decision, and nothing is called delivered', async () => {
    const hangs = await destination(() => 'silence');
    const gateway = await gatewayWith({ it: httpSink(kind) }, { URL: hangs.url });
    await blocked(gateway);
    await until(() => hangs.arrived[0]);
    for (let n = 0; n < 3; n += 1) expect((await blocked(gateway)).status).toBe(200);
    const { sinks } = (await gateway.admin('GET', '/alerts')).body;
    expect(sinks).toMatchObject([{ name: 'it', delivered: 0, failed: 0 }]);
  });

  test('that asks for patience is told again, the same', async () => {
    const busy = await destination((count) => ({ status: count === 0 ? 429 : 200 }));
    const gateway = await gatewayWith({ it: httpSink(kind) }, { URL: busy.url });
    await blocked(gateway);
    await until(() => busy.arrived[1]);
    expect(busy.arrived[1]?.body).toBe(busy.arrived[0]?.body);
    await until(async () => {
      const { sinks } = (await gateway.admin('GET', '/alerts')).body;
      return Array.isArray(sinks)
        ? sinks.filter(isJsonObject).find((sink) => sink['delivered'] === 1)
        : undefined;
    });
    expect(busy.arrived).toHaveLength(2);
  });
});

test('a mail server that accepts and says nothing delays no decision', async () => {
  const stuck = await silentServer();
  const mail = { kind: 'email', url_env: 'SMTP', from: 'gate@example.test', to: ['ops@example.test'] };
  const gateway = await gatewayWith({ mail }, { SMTP: stuck.url });
  await blocked(gateway);
  await until(() => (stuck.connected.size > 0 ? true : undefined));
  for (let n = 0; n < 3; n += 1) expect((await blocked(gateway)).status).toBe(200);
  const { sinks } = (await gateway.admin('GET', '/alerts')).body;
  expect(sinks).toMatchObject([{ name: 'mail', delivered: 0 }]);
});
