// Answering from a chat: a notice arrives at a real destination, its link shows nothing by itself, and decides once.

import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callTool } from '../../src/demo/model-server/index.ts';
import { type JsonObject, stringField } from '../../src/domain/index.ts';
import { type Answer, agentHeaders, send } from '../support/call.ts';
import { ask, told } from '../support/chat.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const POLICY = `
policies:
  - name: ask-security
    condition: { action_type: tool_call, tool_name: pay }
    decision: CONSTRAIN
    action: { require_approval: true, timeout_seconds: 60, approvers: [security] }
`;

let sink: Server;
let gateway: TestGateway;
const received: JsonObject[] = [];
beforeEach(async () => {
  received.length = 0;
  sink = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      received.push(JSON.parse(body));
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const address = sink.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  gateway = await startTestGateway({
    policy: POLICY,
    approvals: {
      public_url: 'https://gate.test',
      notify: { ops: { kind: 'webhook', url_env: 'OPS_HOOK', groups: ['security'] } },
    },
    env: { OPS_HOOK: `http://127.0.0.1:${port}/hook` },
  });
  gateway.model.play(() => callTool('pay', { note: '<script>alert(1)</script>' }));
});
afterEach(async () => {
  await gateway.close();
  sink.close();
});

async function held(): Promise<{ readonly answer: Promise<Answer>; readonly path: string }> {
  const answer = send({ url: gateway.url, headers: agentHeaders(gateway.key('coder')), body: ask('Pay') });
  const notice = await until(() => received[0]);
  return { answer, path: new URL(stringField(notice, 'url') ?? '').pathname };
}

const get = (path: string) => send({ url: gateway.url, method: 'GET', path });
const post = (path: string, form: Record<string, string>) =>
  send({
    url: gateway.url,
    path,
    headers: ['content-type', 'application/x-www-form-urlencoded'],
    body: new URLSearchParams(form).toString(),
  });

test('a preview shows and decides nothing; a person looks, which is on record, and decides once', async () => {
  const { answer, path } = await held();
  const preview = await get(path);
  expect(preview.status).toBe(200);
  expect(preview.text).not.toMatch(/script|pay|coder/);
  expect(preview.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(preview.headers.get('referrer-policy')).toBe('no-referrer');
  expect(await gateway.records({ kind: 'contents_read' })).toEqual([]);
  const looked = await post(path, { step: 'look' });
  expect(looked.text).toContain('&lt;script&gt;');
  expect(looked.text).not.toContain('<script>');
  expect((await gateway.records({ kind: 'contents_read' }))[0]).toMatchObject({ by: 'link:ops' });
  const shown = /name="shown" value="([0-9a-f]{64})"/.exec(looked.text)?.[1] ?? '';
  expect((await post(path, { step: 'approve', shown: 'other' })).status).toBe(409);
  expect((await post(path, { step: 'approve', shown, reason: 'known payee' })).text).toContain('approved');
  expect(told(await answer)[0]?.calls).toHaveLength(1);
  expect((await gateway.records({ kind: 'approval_decided' }))[0]).toMatchObject({
    by: 'link:ops',
    by_kind: 'link',
    reason: 'known payee',
    link: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect((await post(path, { step: 'deny', shown })).text).toContain('Decided already');
});

test('a link that was changed, or made by nobody here, opens nothing', async () => {
  const { answer, path } = await held();
  const forged = `${path.slice(0, -6)}AAAAAA`;
  for (const wrong of [forged, '/approvals/', '/approvals/a.b']) {
    expect((await get(wrong)).status).toBe(404);
    expect((await post(wrong, { step: 'look' })).status).toBe(404);
  }
  expect((await post(path, { step: 'fly' })).status).toBe(400);
  const put = await send({ url: gateway.url, method: 'PUT', path });
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  await post(path, { step: 'deny', shown: '' });
  const looked = await post(path, { step: 'look' });
  const shown = /name="shown" value="([0-9a-f]{64})"/.exec(looked.text)?.[1] ?? '';
  await post(path, { step: 'deny', shown });
  expect(told(await answer)[0]?.calls).toEqual([]);
  await until(() => received.find((notice) => notice['event'] === 'approval.settled'));
  expect((await gateway.admin('GET', '/notices')).body).toMatchObject({
    notices: [{ target: 'ops', failed: 0 }],
  });
});
