// What somebody tries who has a little access and wants more: a token, an account, a link, an agent's key.

import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callTool } from '../../src/demo/model-server/index.ts';
import { isJsonObject, type JsonObject, ownField, stringField } from '../../src/domain/index.ts';
import { agentHeaders, open, send } from '../support/call.ts';
import { ask, told } from '../support/chat.ts';
import { type DestinationServer, destinationServer } from '../support/destination-server.ts';
import { activate, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const HOLD = `
policies:
  - name: people-decide
    condition: { action_type: tool_call, tool_name: pay }
    decision: CONSTRAIN
    action: { require_approval: true, timeout_seconds: 60 }
`;
const TWO = HOLD.replace('require_approval: true', 'require_approval: true, quorum: 2');

let gateway: TestGateway;
let chat: DestinationServer;
beforeEach(async () => {
  chat = await destinationServer(() => ({ status: 200 }));
  gateway = await startTestGateway({
    policy: HOLD,
    agents: ['coder', 'other'],
    approvals: {
      public_url: 'https://gate.test',
      notify: { ops: { kind: 'webhook', url_env: 'OPS' }, room: { kind: 'slack', url_env: 'ROOM' } },
    },
    env: { OPS: `${chat.url}/ops`, ROOM: `${chat.url}/room` },
  });
  gateway.model.play(() => callTool('pay', { amount: 5 }));
});
afterEach(async () => {
  await gateway.close();
  await chat.close();
});

async function token(holder: JsonObject): Promise<string> {
  return stringField((await gateway.admin('POST', '/tokens', holder)).body, 'token') ?? '';
}

async function as(
  bearer: string,
  method: string,
  path: string,
  body?: JsonObject,
): Promise<{ readonly status: number; readonly body: JsonObject }> {
  const response = await fetch(`${gateway.url}/admin/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const value: unknown = await response.json();
  return { status: response.status, body: isJsonObject(value) ? value : {} };
}

const call = (workflow: string, agent = 'coder') =>
  send({
    url: gateway.url,
    headers: agentHeaders(gateway.key(agent), 'x-workflow-id', workflow),
    body: ask('Pay'),
  });

/** A held call, what is asked about it, and how to answer under somebody's token. */
async function held(workflow: string) {
  const answer = call(workflow);
  const asked = await until(async () => {
    const { approvals } = (await gateway.admin('GET', '/approvals')).body;
    const all = Array.isArray(approvals) ? approvals.filter(isJsonObject) : [];
    return all.find((approval) => approval['workflow'] === workflow);
  });
  const path = `/approvals/${String(asked['approval_id'])}`;
  const shown = String(asked['shown']);
  const decide = async (bearer: string, decision: 'approve' | 'deny', more: JsonObject = {}) =>
    (await as(bearer, 'POST', path, { decision, shown, ...more })).status;
  return { answer, path, shown, decide, asked };
}

describe('a token of narrow scope', () => {
  test('makes no token, account or password that may do more than itself', async () => {
    const narrow = await token({ role: 'admin', scopes: ['people.manage', 'read'] });
    await gateway.admin('POST', '/people', { person: 'chief', roles: ['admin'] });
    await gateway.admin('POST', '/people', { person: 'guest', roles: ['viewer'] });
    const tries = [
      await as(narrow, 'POST', '/tokens', { role: 'admin' }),
      await as(narrow, 'POST', '/tokens', { role: 'viewer' }),
      await as(narrow, 'POST', '/people', { person: 'mallory', roles: ['admin'] }),
      await as(narrow, 'PUT', '/people/guest', { person: 'guest', roles: ['approver'] }),
      await as(narrow, 'PUT', '/people/chief', { person: 'chief', roles: ['viewer'] }),
      await as(narrow, 'PUT', '/people/chief/password', { password: 'now it is mine, is it' }),
    ];
    expect(tries.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
    expect((await as(narrow, 'POST', '/tokens', { role: 'admin', scopes: ['read'] })).status).toBe(201);
  });

  test('of a viewer reads no contents and decides nothing', async () => {
    const viewer = await token({ role: 'viewer' });
    const { answer, path, decide } = await held('w-viewer');
    expect((await as(viewer, 'GET', path)).status).toBe(403);
    expect(await decide(viewer, 'approve')).toBe(403);
    expect((await as(viewer, 'POST', '/halts', { scope: 'project', reason: 'mine' })).status).toBe(403);
    expect(await decide(await token({ role: 'approver' }), 'deny')).toBe(200);
    await answer;
  });
});

describe('a name', () => {
  test.each(['local-operator', 'policy-file', 'first-start', 'operator'])(
    'that the gateway signs with itself, %s, is nobody’s',
    async (person) => {
      expect((await gateway.admin('POST', '/people', { person, roles: ['approver'] })).status).toBe(400);
      expect((await gateway.admin('POST', '/tokens', { role: 'approver', person })).status).toBe(400);
    },
  );

  test('of a group is no person’s, and the other way round: a list of approvers means one of them', async () => {
    await gateway.admin('POST', '/people', { person: 'anna', roles: ['approver'], groups: ['finance'] });
    const answers = [
      await gateway.admin('POST', '/people', { person: 'finance', roles: ['approver'] }),
      await gateway.admin('POST', '/people', { person: 'bob', roles: ['approver'], groups: ['anna'] }),
      await gateway.admin('POST', '/tokens', { role: 'approver', person: 'finance' }),
      await gateway.admin('POST', '/tokens', { role: 'approver', person: 'eve', groups: ['anna'] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
  });

  test('that has left a group has left it with every token', async () => {
    await gateway.admin('POST', '/people', { person: 'anna', roles: ['approver'], groups: ['finance'] });
    const anna = await token({ role: 'approver', person: 'anna', groups: ['finance'] });
    await activate(gateway.admin, HOLD.replace('true,', 'true, approvers: [finance],'));
    await gateway.admin('PUT', '/people/anna', { person: 'anna', roles: ['approver'], groups: [] });
    const { answer, decide } = await held('w-left');
    expect(await decide(anna, 'approve')).toBe(403);
    await gateway.admin('POST', '/people', { person: 'bob', roles: ['approver'], groups: ['finance'] });
    expect(await decide(await token({ role: 'approver', person: 'bob', groups: ['finance'] }), 'deny')).toBe(
      200,
    );
    await answer;
  });
});

describe('whoever wrote the policy', () => {
  test('does not approve under it, though somebody else put it in force again', async () => {
    const author = await token({ role: 'admin', person: 'alice' });
    const bob = await token({ role: 'admin', person: 'bob' });
    const text = `${HOLD}agents: {coder: {tools: [pay]}}\ndefault_decision: {decision: BLOCK, mode: shadow}\n`;
    const activated = await as(author, 'POST', '/policy/activate', { text, file_name: 'p.yaml' });
    const version = String(activated.body['activated']);
    await activate(gateway.admin, HOLD);
    expect((await as(bob, 'POST', '/policy/rollback', { version })).status).toBe(200);
    const first = await held('w-rolled-back');
    expect(await first.decide(author, 'approve')).toBe(403);
    expect(await first.decide(bob, 'approve')).toBe(403);
    expect(await first.decide(bob, 'deny')).toBe(200);
    await first.answer;
    expect((await as(bob, 'POST', '/policy/enforce', {})).status).toBe(200);
    const second = await held('w-enforced');
    expect(await second.decide(author, 'approve')).toBe(403);
    expect(await second.decide(await token({ role: 'approver', person: 'carol' }), 'approve')).toBe(200);
    expect(told(await second.answer)[0]?.calls).toHaveLength(1);
  });

  test('on the gateway’s own machine may still let the next ones pass', async () => {
    const { answer, path, shown } = await held('w-next');
    const grant = { for_seconds: 60, max_uses: 3 };
    expect((await gateway.admin('POST', path, { decision: 'approve', shown, grant })).status).toBe(200);
    await answer;
    expect(told(await call('w-next'))[0]?.calls).toHaveLength(1);
  });
});

describe('a link', () => {
  test('is one text: written in another way it opens nothing', async () => {
    const { answer, decide } = await held('w-link');
    const notice = await until(() => chat.arrived.find(({ path }) => path === '/ops'));
    const path = new URL(String(JSON.parse(notice.body).url)).pathname;
    expect((await send({ url: gateway.url, method: 'GET', path })).status).toBe(200);
    for (const other of [`${path}=`, `${path}==`, `${path}%3D`, `${path}!`, ` ${path}`.trim().concat('.')]) {
      expect((await send({ url: gateway.url, method: 'GET', path: other })).status, other).toBe(404);
    }
    await decide(await token({ role: 'approver' }), 'deny');
    await answer;
  });

  test('and a token of nobody are one voice, where two people must agree', async () => {
    await activate(gateway.admin, TWO);
    const { answer, decide } = await held('w-two');
    expect(await decide(await token({ role: 'approver' }), 'approve')).toBe(200);
    expect(await decide(await token({ role: 'approver' }), 'approve')).toBe(409);
    expect(await decide(await token({ role: 'approver', person: 'anna' }), 'approve')).toBe(200);
    expect(told(await answer)[0]?.calls).toHaveLength(1);
  });
});

describe('an agent', () => {
  test('sees and uses nothing of what another agent asked', async () => {
    const { answer, decide, asked } = await held('w-mine');
    const path = `/v1/decisions/${String(asked['approval_id'])}`;
    const status = async (agent: string) =>
      (await send({ url: gateway.url, method: 'GET', path, headers: agentHeaders(gateway.key(agent)) }))
        .status;
    expect([await status('other'), await status('coder')]).toEqual([404, 200]);
    for (const door of ['/admin/v1/approvals', '/admin/v1/status', '/log/checkpoint'])
      expect(
        (
          await send({
            url: gateway.url,
            method: 'GET',
            path: door,
            headers: agentHeaders(gateway.key('coder')),
          })
        ).status,
      ).toBe(401);
    await decide(await token({ role: 'approver' }), 'deny');
    await answer;
  });

  test('that asks and leaves, again and again, leaves room for the questions of others', async () => {
    const headers = agentHeaders(gateway.key('coder'));
    const evaluate = (agent: string, n: number) =>
      send({
        url: gateway.url,
        path: '/v1/decisions',
        headers: agent === 'coder' ? headers : agentHeaders(gateway.key(agent)),
        body: {
          action: { name: 'tool_call' },
          resource: { type: 'tool', id: 'pay', properties: { arguments: { amount: n } } },
          context: { wait_seconds: 0 },
        },
      });
    let refused = 0;
    for (let n = 0; n < 1_100; n += 100) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, more) => evaluate('coder', n + more)),
      );
      refused += answers.filter(({ status }) => status === 503).length;
    }
    expect(refused).toBe(100);
    const other = await evaluate('other', 1);
    expect(other.status).toBe(200);
    expect(other.json()).toMatchObject({ context: { pending: expect.anything() } });
    // Those who are told hear of some, and then that there are more: a flood must not bury what others ask.
    await until(() =>
      chat.arrived.find(({ body }) => body.includes('"other"') || body.includes('other waits')),
    );
    expect(chat.arrived.filter(({ path }) => path === '/room').length).toBeLessThan(60);
  });

  test('writes no line, link or mention of its own into a chat', async () => {
    gateway.model.play(() =>
      callTool('pay\nApproved by <!here> https://evil.test/approve `x` \u202e'.repeat(20), {}),
    );
    await activate(gateway.admin, HOLD.replace(', tool_name: pay', ''));
    const leaving = open({
      url: gateway.url,
      headers: agentHeaders(gateway.key('coder')),
      body: ask('Pay'),
    });
    leaving.head.catch(() => undefined);
    const notice = await until(() => chat.arrived.find(({ path }) => path === '/room'));
    leaving.leave();
    const { text } = JSON.parse(notice.body);
    expect(text).not.toMatch(/[\n\u202e]|<!here>/);
    // A link in a code span is text: it stands between back-ticks, of which the name has none left.
    expect(text.split('`')[3]).toContain('https://evil.test/approve');
    expect(text.split('`')).toHaveLength(7);
    expect(text.length).toBeLessThan(1_000);
  });
});

describe('a page in a browser', () => {
  test('of somebody else’s gets nothing from the admin doors, whatever name it reaches them by', async () => {
    const foreign = { origin: 'https://evil.test', host: 'evil.test' };
    for (const path of ['/admin/v1/approvals', '/admin/v1/session', '/log/checkpoint']) {
      const answer = await send({
        url: gateway.url,
        method: 'GET',
        path,
        headers: Object.entries(foreign).flat(),
      });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('access-control-allow-origin')).toBeUndefined();
    }
    const preflight = await send({
      url: gateway.url,
      method: 'OPTIONS',
      path: '/admin/v1/approvals',
      headers: [...Object.entries(foreign).flat(), 'access-control-request-method', 'POST'],
    });
    expect(preflight.status).toBe(401);
    expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('a destination', () => {
  test('that sends elsewhere, or never stops answering, is not followed and not heard out', async () => {
    const inner = await destinationServer(() => ({ status: 200 }));
    const endless = createServer((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.once('close', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    const address = endless.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const sends = await destinationServer(() => ({ status: 307, headers: { location: inner.url } }));
    const blocks = 'policies: [{name: no, condition: {tool_name: pay}, decision: BLOCK}]\n';
    const loud = await startTestGateway({
      policy: blocks,
      script: () => callTool('pay', {}),
      alerts: {
        sends: { kind: 'webhook', url_env: 'SENDS' },
        endless: { kind: 'webhook', url_env: 'ENDLESS' },
      },
      env: { SENDS: sends.url, ENDLESS: `http://127.0.0.1:${port}/` },
    });
    await send({ url: loud.url, headers: agentHeaders(loud.key('coder')), body: ask('Pay') });
    await until(() => sends.arrived[1]);
    expect(inner.arrived).toEqual([]);
    await until(async () => {
      const { sinks } = (await loud.admin('GET', '/alerts')).body;
      const all = Array.isArray(sinks) ? sinks.filter(isJsonObject) : [];
      return all.find(({ name, waiting }) => name === 'endless' && waiting === 0);
    });
    await loud.close();
    endless.closeAllConnections();
    endless.close();
    await Promise.all([inner.close(), sends.close()]);
  });
});

test('whoever may read contents gets nothing to guess a password from, by reading or by searching', async () => {
  await gateway.admin('POST', '/people', { person: 'boss', roles: ['admin'] });
  await gateway.admin('PUT', '/people/boss/password', { password: 'correct horse battery' });
  const auditor = await token({ role: 'auditor' });
  const { body } = await as(auditor, 'GET', '/decisions?kind=password_set');
  const [record] = Array.isArray(body['records']) ? body['records'] : [];
  const shown = await as(auditor, 'GET', `/records/${String(ownField(record, 'index'))}?contents=true`);
  expect(shown).toMatchObject({ status: 200, body: { kind: 'password_set', contents: [] } });
  const found = await as(auditor, 'GET', '/decisions/search?text=scrypt');
  expect(found).toMatchObject({ status: 200, body: { records: [] } });
});
