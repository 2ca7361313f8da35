// Something happens, and people hear of it: by webhook, by mail, and without any call having waited for it.

import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callTool } from '../../src/demo/model-server/index.ts';
import { agentHeaders, send } from '../support/call.ts';
import { ask } from '../support/chat.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const POLICY = `
policies:
  - name: no-shell
    condition: { action_type: tool_call, tool_name: shell }
    decision: BLOCK
`;

interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const heard: Heard[] = [];
const mails: string[] = [];
let http: Server;
let smtp: SMTPServer;
let gateway: TestGateway;
beforeEach(async () => {
  heard.length = 0;
  mails.length = 0;
  http = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      heard.push({ path: request.url ?? '', headers: request.headers, body });
      // One destination takes everything and never answers; one refuses.
      if (request.url === '/hangs') return;
      response.statusCode = request.url === '/refuses' ? 404 : 200;
      response.end();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      let mail = '';
      stream.on('data', (part: Buffer) => {
        mail += part.toString();
      });
      stream.on('end', () => {
        mails.push(mail);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()));
  const url = `http://127.0.0.1:${portOf(http.address())}`;
  gateway = await startTestGateway({
    policy: POLICY,
    alerts: {
      hook: { kind: 'webhook', url_env: 'HOOK', key_env: 'HOOK_KEY', on: ['BLOCK', 'test'] },
      chat: { kind: 'slack', url_env: 'CHAT', on: ['BLOCK'] },
      hangs: { kind: 'teams', url_env: 'HANGS' },
      refuses: { kind: 'webhook', url_env: 'REFUSES', on: ['BLOCK'] },
      mail: {
        kind: 'email',
        url_env: 'SMTP',
        from: 'gate@example.test',
        to: ['ops@example.test'],
        on: ['BLOCK'],
      },
    },
    env: {
      HOOK: `${url}/hook`,
      HOOK_KEY: 'k3',
      CHAT: `${url}/chat`,
      HANGS: `${url}/hangs`,
      REFUSES: `${url}/refuses`,
      SMTP: `smtp://127.0.0.1:${portOf(smtp.server.address())}`,
    },
  });
  gateway.model.play(() => callTool('shell', { command: 'rm -rf /' }));
});
afterEach(async () => {
  await gateway.close();
  http.closeAllConnections();
  http.close();
  smtp.close();
});

function portOf(address: ReturnType<Server['address']>): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const call = () =>
  send({ url: gateway.url, headers: agentHeaders(gateway.key('coder')), body: ask('Do it') });

test('a blocked tool call is told to all who asked for it, once, signed, without its arguments, and is on record', async () => {
  await Promise.all([call(), call(), call()]);
  const mail = await until(() => mails[0]);
  const hook = await until(() => heard.find(({ path }) => path === '/hook'));
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = hook.headers;
  expect(signature).toBe(
    `v1,${createHmac('sha256', 'k3').update(`${id}.${time}.${hook.body}`).digest('base64')}`,
  );
  expect(JSON.parse(hook.body)).toMatchObject({
    data: { kind: 'BLOCK', subject: 'no-shell', agent: 'coder' },
  });
  expect(mail).toContain('Subject: [sallyport] no-shell blocked shell of agent coder (sallyport audit');
  expect(mail).toContain('ops@example.test');
  await until(() => heard.find(({ path }) => path === '/hangs'));
  for (const { body } of heard) expect(body).not.toContain('rm -rf');
  // Three calls were one matter.
  expect(heard.filter(({ path }) => path === '/chat')).toHaveLength(1);
  expect(await gateway.records({ kind: 'alert_raised' })).toMatchObject([
    { subject: 'no-shell', count: 1, sinks: ['hook', 'chat', 'hangs', 'refuses', 'mail'] },
  ]);
  const { body } = await gateway.admin('GET', '/alerts');
  expect(body).toMatchObject({ dropped_events: 0, undelivered: [{ sink: 'refuses', kind: 'BLOCK' }] });
});

test('a destination can be tried, one that is not configured can not', async () => {
  expect((await gateway.admin('POST', '/alerts/hook/test', {})).status).toBe(202);
  expect(JSON.parse((await until(() => heard[0])).body)).toMatchObject({ data: { kind: 'test' } });
  expect((await gateway.admin('POST', '/alerts/nobody/test', {})).status).toBe(404);
});

test('while a destination hangs calls are decided and answered as ever', async () => {
  await call();
  await until(() => heard.find(({ path }) => path === '/hangs'));
  for (let n = 0; n < 5; n += 1) expect((await call()).status).toBe(200);
});
