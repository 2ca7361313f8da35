// Sinks that follow the ledger while the gateway works: nothing is lost when a destination is away, and nothing waits for it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { say } from '../../src/demo/model-server/index.ts';
import { ownField } from '../../src/domain/index.ts';
import { agentHeaders, send } from '../support/call.ts';
import { ask } from '../support/chat.ts';
import { type Answer, type DestinationServer, destinationServer } from '../support/destination-server.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const POLICY = 'default_decision: ALLOW\npolicies: []\n';
const TAKEN: Answer = { status: 202 };
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

const sinkAt = (url: string) => ({
  siem: { kind: 'datadog', url, token_env: 'SINK_TOKEN', timeout_ms: 2000 },
});

async function gatewayTo(destination: DestinationServer, directory?: string): Promise<TestGateway> {
  const gateway = await startTestGateway({
    policy: POLICY,
    script: () => say('hello'),
    exports: sinkAt(destination.url),
    ...(directory === undefined ? {} : { directory }),
  });
  open.push(gateway);
  return gateway;
}

async function destination(answer: (count: number) => Answer): Promise<DestinationServer> {
  const server = await destinationServer(answer);
  open.push(server);
  return server;
}

const hashesAt = ({ arrived }: DestinationServer): readonly string[] =>
  arrived.flatMap((one) => JSON.parse(one.body).map((log: { audit_hash: string }) => log.audit_hash));

const hashesOf = async (gateway: TestGateway): Promise<readonly string[]> =>
  (await gateway.records()).map((record) => String(record['audit_hash']));

test('every record reaches the sink, each under its hash', async () => {
  const siem = await destination(() => TAKEN);
  const gateway = await gatewayTo(siem);
  await send({ url: gateway.url, headers: agentHeaders(gateway.key('coder')), body: ask('hi') });
  const expected = await hashesOf(gateway);
  await until(() => (hashesAt(siem).length >= expected.length ? true : undefined));
  expect(hashesAt(siem)).toEqual(expected);
});

test('a destination that never answers delays no call, and the sink says so', async () => {
  const siem = await destination(() => 'silence');
  const gateway = await gatewayTo(siem);
  const answer = await send({
    url: gateway.url,
    headers: agentHeaders(gateway.key('coder')),
    body: ask('hi'),
  });
  expect(answer.status).toBe(200);
  const sinks = await until(async () => {
    const { body } = await gateway.admin('GET', '/exports');
    const [sink] = Array.isArray(body['exports']) ? body['exports'] : [];
    return ownField(sink, 'state') === 'retrying' ? sink : undefined;
  });
  expect(sinks).toMatchObject({ name: 'siem', trouble: 'no answer in time', next: 0 });
}, 20_000);

test('what was recorded while nobody listened is sent after a restart, from where the sink stood', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-sinks-'));
  open.push({ close: () => rm(directory, { recursive: true }) });
  let away = false;
  const siem = await destination(() => (away ? 'reset' : TAKEN));
  const first = await gatewayTo(siem, directory);
  const before = await hashesOf(first);
  await until(() => (hashesAt(siem).length >= before.length ? true : undefined));
  const key = first.key('coder');
  away = true;
  const unheard = siem.arrived.length;
  await send({ url: first.url, headers: agentHeaders(key), body: ask('hi') });
  await until(() => (siem.arrived.length > unheard ? true : undefined));
  await open.splice(open.indexOf(first), 1)[0]?.close();
  away = false;
  const refused = siem.arrived.length;
  const second = await gatewayTo(siem, directory);
  const all = await hashesOf(second);
  const later = () =>
    siem.arrived
      .slice(refused)
      .flatMap((one) => JSON.parse(one.body).map((log: { audit_hash: string }) => log.audit_hash));
  await until(() => (later().length >= all.length - before.length ? true : undefined));
  expect(later()).toEqual(all.slice(before.length));
}, 20_000);
