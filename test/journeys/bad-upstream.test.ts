// Providers that fail in every way that they can: the agent hears which side failed, and the record says what happened.

import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  claimsToBeJson,
  contentFiltered,
  drop,
  errorInStream,
  hang,
  htmlPage,
  invalidUtf8,
  type Reply,
  rateLimited,
  rawStream,
  say,
  serverError,
  wrongLength,
} from '../../src/demo/model-server/index.ts';
import { type JsonObject, ownField, stringField } from '../../src/domain/index.ts';
import { type Answer, agentHeaders, open, send } from '../support/call.ts';
import { ask, readEvents } from '../support/chat.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const POLICY = 'policies: []\n';
const TIMEOUTS = { connect_ms: 300, headers_ms: 250, idle_ms: 250 };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    policy: POLICY,
    timeouts: TIMEOUTS,
    limits: { max_reply_bytes: 300_000_000 },
  });
});
afterAll(() => gateway.close());

async function call(reply: Reply, more: JsonObject = {}): Promise<Answer> {
  gateway.model.play(() => reply);
  return send({ url: gateway.url, headers: agentHeaders(gateway.key('coder')), body: ask('Hello', more) });
}

function errorOf(answer: Answer): JsonObject {
  const error = ownField(answer.json(), 'error');
  expect(error).toEqual({
    message: expect.any(String),
    type: expect.any(String),
    code: expect.any(String),
    param: null,
  });
  return error as JsonObject;
}

async function kindsOf(exchange: string | undefined): Promise<readonly unknown[]> {
  return (await gateway.records({ exchange: exchange ?? '' })).map((record) => record['kind']);
}

async function abortOf(exchange: string | undefined): Promise<JsonObject> {
  const records = await gateway.records({ exchange: exchange ?? '' });
  expect(records.map((record) => record['kind'])).toEqual(['exchange_requested', 'exchange_aborted']);
  return records[1] ?? {};
}

const chunk = (text: string): string =>
  `data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":${JSON.stringify(text)}},"finish_reason":null}]}\n\n`;
const document = JSON.stringify({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
});

interface Failure {
  readonly name: string;
  readonly reply: Reply;
  readonly status: number;
  readonly code: string;
  /** `reason` of the aborted record. */
  readonly reason?: string;
}

const ASKED_FOR_JSON: readonly Failure[] = [
  { name: 'never answers', reply: hang(), status: 504, code: 'upstream_timeout' },
  { name: 'drops the connection', reply: drop(), status: 502, code: 'upstream_unreachable' },
  { name: 'sends HTML', reply: htmlPage(), status: 502, code: 'upstream_invalid' },
  {
    name: 'sends a stream',
    reply: rawStream([chunk('Hello'), 'data: [DONE]\n\n']),
    status: 502,
    code: 'upstream_invalid',
  },
  { name: 'sends nothing', reply: claimsToBeJson(''), status: 502, code: 'upstream_invalid' },
  {
    name: 'sends JSON that is no completion',
    reply: claimsToBeJson('{"ok":true}'),
    status: 502,
    code: 'upstream_invalid',
  },
  {
    name: 'sends an error with status 200',
    reply: claimsToBeJson('{"error":{"message":"no"}}'),
    status: 502,
    code: 'upstream_invalid',
  },
  {
    name: 'sends half a document',
    reply: claimsToBeJson(document.slice(0, -20)),
    status: 502,
    code: 'upstream_invalid',
  },
  { name: 'sends bytes that are not UTF-8', reply: invalidUtf8(), status: 502, code: 'upstream_invalid' },
  {
    name: 'announces more than it sends',
    reply: wrongLength(document, 100),
    status: 502,
    code: 'upstream_unreachable',
  },
  {
    name: 'announces less than it sends',
    reply: wrongLength(document, -20),
    status: 502,
    code: 'upstream_invalid',
  },
  {
    name: 'stops in the middle and stays',
    reply: { ...claimsToBeJson(document.slice(0, 40)), ending: 'hang' } as Reply,
    status: 504,
    code: 'upstream_timeout',
  },
];

const ASKED_FOR_A_STREAM: readonly Failure[] = [
  { name: 'never answers', reply: hang(), status: 504, code: 'upstream_timeout' },
  { name: 'drops the connection', reply: drop(), status: 502, code: 'upstream_unreachable' },
  { name: 'sends HTML', reply: htmlPage(), status: 502, code: 'upstream_invalid' },
  { name: 'sends a document', reply: claimsToBeJson(document), status: 502, code: 'upstream_invalid' },
  { name: 'ends before it began', reply: rawStream([]), status: 502, code: 'upstream_invalid' },
  {
    name: 'sends an error first',
    reply: rawStream(['data: {"error":{"message":"no"}}\n\n']),
    status: 502,
    code: 'upstream_invalid',
  },
  {
    name: 'sends events that are not JSON',
    reply: rawStream(['data: hello\n\n']),
    status: 502,
    code: 'upstream_invalid',
  },
];

const REFUSALS: readonly (Failure & { readonly retry: string; readonly says?: string })[] = [
  {
    name: 'refuses the gateway’s key',
    reply: apiError(401),
    status: 502,
    code: 'upstream_invalid',
    retry: 'false',
  },
  {
    name: 'forbids the gateway',
    reply: apiError(403),
    status: 502,
    code: 'upstream_invalid',
    retry: 'false',
  },
  { name: 'is asked too often', reply: rateLimited(1), status: 429, code: 'rate_limit_exceeded', retry: '' },
  { name: 'filters the prompt', reply: contentFiltered(), status: 400, code: 'content_filter', retry: '' },
  { name: 'is overloaded', reply: serverError(503), status: 503, code: '', retry: '' },
  { name: 'fails with HTML', reply: htmlPage(502), status: 502, code: 'upstream_unreachable', retry: 'true' },
];

function apiError(status: number): Reply {
  return {
    kind: 'error',
    status,
    error: {
      message: 'Incorrect API key provided: sk-live',
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_api_key',
    },
  };
}

describe.each([
  ['a document', {}, ASKED_FOR_JSON],
  ['a stream', { stream: true }, ASKED_FOR_A_STREAM],
] as const)('a provider that is asked for %s', (_, more, failures) => {
  test.each(failures)('and $name: $status $code, and the record says so', async ({ reply, status, code }) => {
    const answer = await call(reply, more);
    expect({ status: answer.status, code: errorOf(answer)['code'] }).toEqual({ status, code });
    expect(errorOf(answer)['message']).toMatch(/model provider/);
    expect(errorOf(answer)['type']).toBe('upstream_error');
    expect(await abortOf(answer.exchange)).toMatchObject({
      outcome: 'aborted',
      reason: code,
      policy_decision: 'ALLOW',
    });
  });

  test.each(REFUSALS)('and $name: $status', async ({ reply, status, code, retry }) => {
    const answer = await call(reply, more);
    expect(answer.status).toBe(status);
    const error = ownField(answer.json(), 'error');
    expect(stringField(error, 'message')).toEqual(expect.any(String));
    expect(stringField(error, 'code') ?? '').toBe(code);
    expect(answer.text).not.toContain('sk-live');
    expect(answer.headers.get('x-should-retry') ?? '').toBe(retry);
    expect(await abortOf(answer.exchange)).toMatchObject({
      reason: 'upstream_error',
    });
  });
});

test('a provider that is not there is a 502, and the record says so', async () => {
  const port = await freePort();
  const lonely = await startTestGateway({ policy: POLICY, upstreamUrl: `http://127.0.0.1:${port}` });
  const answer = await send({
    url: lonely.url,
    headers: agentHeaders(lonely.key('coder')),
    body: ask('Hello'),
  });
  expect({ status: answer.status, code: errorOf(answer)['code'] }).toEqual({
    status: 502,
    code: 'upstream_unreachable',
  });
  expect(answer.text).not.toContain(String(port));
  const records = await lonely.records({ exchange: answer.exchange ?? '' });
  expect(records.at(-1)).toMatchObject({ kind: 'exchange_aborted', reason: 'upstream_unreachable' });
  await lonely.close();
});

describe('a stream that fails after its first words', () => {
  test.each([
    ['by an error event', errorInStream(), 'upstream_invalid'],
    ['by an event that is not JSON', rawStream([chunk('Hel'), 'data: {"id":\n\n']), 'upstream_invalid'],
    [
      'by bytes that are not UTF-8',
      rawStream([chunk('Hel'), Buffer.from('data: {"a":"\xc3("}\n\n', 'latin1')]),
      'upstream_invalid',
    ],
    ['by an end without a finish', rawStream([chunk('Hel')]), 'upstream_invalid'],
    ['by [DONE] without a finish', rawStream([chunk('Hel'), 'data: [DONE]\n\n']), 'upstream_invalid'],
    ['by a lost connection', rawStream([chunk('Hel')], 'drop'), 'upstream_unreachable'],
    ['by silence', rawStream([chunk('Hel')], 'hang'), 'upstream_timeout'],
  ])('%s ends with an error event that names the provider, and an aborted record', async (_, reply, code) => {
    const answer = await call(reply, { stream: true });
    expect(answer.status).toBe(200);
    expect(answer.complete).toBe(true);
    const last = readEvents(answer.body).at(-1);
    const error = ownField(JSON.parse(last?.data ?? '{}'), 'error');
    expect(error).toMatchObject({ type: 'upstream_error', code });
    expect(await abortOf(answer.exchange)).toMatchObject({
      outcome: 'aborted',
      reason: code,
    });
  });
});

describe('a client that leaves', () => {
  test.each([
    ['before a buffered reply', {}],
    ['before a stream', { stream: true }],
  ])('%s: the provider’s call is cancelled and the record says why', async (_, more) => {
    const slow = await startTestGateway({ policy: POLICY, script: () => hang() });
    const client = open({
      url: slow.url,
      headers: agentHeaders(slow.key('coder')),
      body: ask('Hello', more),
    });
    await slow.model.received(1);
    client.leave();
    expect(await slow.model.requests[0]?.outcome).toBe('cut_off');
    const aborted = await until(async () => (await slow.records({ kind: 'exchange_aborted' }))[0]);
    expect(aborted).toMatchObject({ outcome: 'aborted', reason: 'client_gone' });
    await slow.close();
  });

  test('in the middle of a stream: the provider’s call is cancelled and the record says why', async () => {
    const slow = await startTestGateway({
      policy: POLICY,
      script: () => rawStream([chunk('Hel'), chunk('lo')], 'hang'),
    });
    const client = open({
      url: slow.url,
      headers: agentHeaders(slow.key('coder')),
      body: ask('Hello', { stream: true }),
    });
    const response = await client.head;
    await new Promise((resolve) => response.once('data', resolve));
    client.leave();
    expect(await slow.model.requests[0]?.outcome).toBe('cut_off');
    const aborted = await until(async () => (await slow.records({ kind: 'exchange_aborted' }))[0]);
    expect(aborted).toMatchObject({ outcome: 'aborted', reason: 'client_gone' });
    expect(await slow.verify()).toMatchObject({ ok: true });
    await slow.close();
  });

  test('before its body is complete: nothing is asked and nothing is recorded', async () => {
    gateway.model.play(() => say('Hello'));
    const before = (await gateway.records()).length;
    const client = open({
      url: gateway.url,
      headers: agentHeaders(gateway.key('coder'), 'content-length', '5000'),
      body: '{"model":"gpt-4o"',
    });
    client.request.flushHeaders();
    await new Promise((resolve) =>
      client.request.once('socket', (socket) => socket.once('connect', resolve)),
    );
    client.leave();
    // A whole call after it: whatever the broken one would have done is done by then.
    const answer = await call(say('Hello'));
    expect(await kindsOf(answer.exchange)).toHaveLength(2);
    expect(await gateway.records()).toHaveLength(before + 2);
    expect(gateway.model.requests).toHaveLength(1);
  });
});

/** Parts of a raw reply that count how many of them were handed to the system. */
class CountedParts extends Array<string> {
  taken = 0;
  override *[Symbol.iterator](): ArrayIterator<string> {
    for (let at = 0; at < this.length; at++) {
      this.taken += 1;
      yield this[at] ?? '';
    }
  }
}

test('a client that does not read stops the provider: the gateway does not take in what nobody takes out', async () => {
  const size = 64 * 1024;
  const parts = new CountedParts();
  for (let at = 0; at < 2000; at++) parts.push(chunk('x'.repeat(size)));
  gateway.model.play((request) => (request.stream ? rawStream(parts, 'hang') : say('Hello')));
  const client = open({
    url: gateway.url,
    headers: agentHeaders(gateway.key('coder')),
    body: ask('Hello', { stream: true }),
  });
  const response = await client.head;
  // Nobody listens to `data`, so the socket is not read. Other calls show that the gateway had every chance to go on.
  for (let still = 0, seen = -1; still < 5; still = parts.taken === seen ? still + 1 : 0) {
    seen = parts.taken;
    for (let turn = 0; turn < 3; turn++) {
      const other = await send({
        url: gateway.url,
        headers: agentHeaders(gateway.key('coder')),
        body: ask('Hello'),
      });
      expect(other.status).toBe(200);
    }
  }
  expect(parts.taken).toBeGreaterThan(0);
  expect(parts.taken).toBeLessThan(parts.length / 2);
  client.leave();
  const [stalled] = gateway.model.requests;
  expect(await stalled?.outcome).toBe('cut_off');
  response.destroy();
});

test('the ledger of all this verifies', async () => {
  expect(await gateway.verify()).toMatchObject({ ok: true });
});

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
