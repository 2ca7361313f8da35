// One shape for every refusal of the admin side, whichever door of it refuses; a bug is answered and logged, too.

import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonObject, ownField } from '../../src/domain/index.ts';
import { type AdminApp, adminOverSocket } from '../../src/server/index.ts';
import { send } from '../support/call.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
const tokens = new Map<string, string>();
beforeAll(async () => {
  gateway = await startTestGateway();
  for (const role of ['viewer', 'admin']) {
    const { body } = await gateway.admin('POST', '/tokens', { role });
    tokens.set(role, String(body['token']));
  }
});
afterAll(() => gateway.close());

const FORM = {
  error: { code: expect.any(String), message: expect.any(String), advice: expect.any(String) },
};

describe('the admin side refuses in one shape', () => {
  it.each<readonly [number, string, string, string]>([
    [401, 'not_signed_in', 'GET /admin/v1/status', 'nobody'],
    [401, 'not_signed_in', 'GET /metrics', 'nobody'],
    [401, 'not_signed_in', 'GET /log/checkpoint', 'nobody'],
    [401, 'not_signed_in', 'POST /api/scan', 'nobody'],
    [401, 'not_signed_in', 'GET /admin', 'no-token'],
    [400, 'invalid_request', 'POST /admin/v1/sign-in', 'nobody'],
    [404, 'not_found', 'GET /admin/v1/sign-in/nosuch', 'nobody'],
    [403, 'not_permitted', 'POST /admin/v1/agents', 'viewer'],
    [405, 'method_not_allowed', 'GET /api/scan', 'admin'],
    [404, 'not_found', 'GET /admin/v1/nosuch', 'admin'],
    [404, 'not_found', 'GET /admin/v1/a\\b', 'admin'],
    [400, 'invalid_json', 'POST /admin/v1/agents', 'admin'],
    [400, 'invalid_request', 'GET /admin/v1/decisions?nosuch=1', 'admin'],
    [404, 'not_found', 'DELETE /admin/v1/agents/nosuch', 'admin'],
  ])('%i %s: %s as %s', async (status, code, line, as) => {
    const [method = '', path = ''] = line.split(' ');
    const token = as === 'nobody' ? [] : ['authorization', `Bearer ${tokens.get(as) ?? as}`];
    const body = method === 'POST' ? '{' : undefined;
    const answer = await send({
      url: gateway.url,
      method,
      path,
      headers: token,
      ...(body === undefined ? {} : { body }),
    });
    expect(answer.status).toBe(status);
    expect(answer.json()).toEqual(FORM);
    expect(answer.json()).toMatchObject({ error: { code } });
  });

  it.each([
    ['GET', '/decisions?knd=halted', 'unknown parameter "knd": did you mean `kind`?'],
    ['GET', '/decisions?kind=hated', 'kind "hated": did you mean `halted`?'],
    ['GET', '/decisions?kind=halted&kind=resumed', 'kind: is given more than once'],
    ['GET', '/decisions?finding=runawy', 'finding "runawy": did you mean `runaway`?'],
    ['GET', '/decisions?order=up', 'order "up": expected one of: asc, desc'],
    ['GET', '/decisions?from=2026-02-01&to=2026-01-01', 'from: lies after to'],
    ['GET', '/decisions?from=1795288059', expect.stringContaining('from: an ISO 8601 time')],
    ['GET', '/decisions?to=2026-02-30', expect.stringContaining('to: an ISO 8601 time')],
    ['GET', '/decisions?agent=', 'agent: is empty'],
    ['GET', '/decisions?cursor=', 'cursor: is empty'],
    ['GET', '/decisions/search?text=x&txt=y', 'unknown parameter "txt": did you mean `text`?'],
    ['GET', '/records/0?contents=yes', 'contents "yes": expected one of: true, false'],
    ['GET', '/verify?contents=no', 'contents "no": expected one of: true, false'],
    ['GET', '/log/checkpoint?fresh=1', 'fresh "1": expected one of: true, false'],
    ['GET', '/approvals?limit=5', 'unknown parameter "limit": this route takes none'],
    ['DELETE', '/agents/coder?force=true', 'unknown parameter "force": this route takes none'],
  ] as const)('a parameter is never left out in silence: %s %s', async (method, path, message) => {
    const { status, body } = await gateway.admin(method, path);
    expect({ status, body }).toMatchObject({ status: 400, body: { error: { message } } });
  });

  it.each([
    ['/v1/chat/completions', 'POST'],
    ['/v1/models', 'GET, HEAD'],
    ['/v1/models/gpt-4o', 'GET, HEAD'],
    ['/v1/decisions', 'POST'],
    ['/v1/decisions/ap_1', 'GET, HEAD'],
    ['/v1/receipts/ex_1.tlog-proof', 'GET, HEAD'],
  ])('a method that %s does not have is refused with those that it has: %s', async (path, allow) => {
    const answer = await send({ url: gateway.url, method: 'PUT', path });
    expect({ status: answer.status, allow: answer.headers.get('allow') }).toEqual({ status: 405, allow });
  });

  it.each([
    ['agent', 200, '/v1/models'],
    ['agent', 404, '/v1/models/nosuch'],
    ['agent', 404, '/v1/decisions/ap_1'],
    ['agent', 404, '/v1/receipts/ex_1.tlog-proof'],
    ['agent', 200, '/healthz'],
    ['agent', 403, '/nosuch'],
    ['admin', 200, '/admin/v1/status'],
    ['admin', 404, '/admin/v1/sign-in/oidc'],
    ['admin', 401, '/admin/v1/status'],
    ['admin', 404, '/approvals/nosuch'],
  ])('HEAD is answered as GET is, without the body: %s %i %s', async (as, status, path) => {
    const secret = as === 'agent' ? gateway.key('coder') : status === 401 ? 'none' : tokens.get('admin');
    const ask = (method: string) =>
      send({ url: gateway.url, method, path, headers: ['authorization', `Bearer ${secret}`] });
    const [get, head] = [await ask('GET'), await ask('HEAD')];
    expect([get.status, head.status, head.text]).toEqual([status, status, '']);
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
    // RFC 9110 §8.6: the length may be left out where there is no body, and may not be another one.
    const length = get.headers.get('content-length');
    expect(head.headers.get('content-length') ?? length).toBe(length);
  });

  it('no answer is kept by a cache or a browser', async () => {
    const headers = { authorization: `Bearer ${tokens.get('admin')}` };
    for (const path of ['/status', '/records/0?contents=true', '/nosuch']) {
      const answer = await fetch(`${gateway.url}/admin/v1${path}`, { headers });
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('a token has the role that it is asked with, and none by default', async () => {
    expect(await gateway.admin('POST', '/tokens', {})).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('role') } },
    });
  });

  it('an agent is not limited to what is not there', async () => {
    const add = (scope: JsonObject) => gateway.admin('POST', '/agents', { agent: 'new', ...scope });
    const wrong = await add({ upstreams: ['scriptd'] });
    expect(wrong).toMatchObject({ status: 400 });
    expect(wrong.body).toMatchObject({
      error: { message: 'upstreams "scriptd": there is none of this name; did you mean `scripted`?' },
    });
    expect(await add({ upstreams: ['scripted'] })).toMatchObject({ status: 201 });
    const changed = await gateway.admin('PUT', '/agents/new', { agent: 'new', upstreams: ['other'] });
    expect(changed).toMatchObject({ status: 400 });
  });

  it('also where a policy does not load, with every problem beside it', async () => {
    const { status, body } = await gateway.admin('POST', '/policy/activate', {
      text: 'policies: [{ name: a, decision: BLOK }]\n',
      file_name: 'broken.yaml',
    });
    expect(status).toBe(400);
    expect(body).toEqual({
      error: { ...FORM.error, diagnostics: expect.arrayContaining([expect.objectContaining({ line: 1 })]) },
    });
  });

  it('a policy is told whom and what it names in vain, as far as a running gateway knows', async () => {
    await gateway.admin('POST', '/people', { person: 'alice', roles: ['approver'], groups: ['security'] });
    const policy = (approvers: string, provider: string) => ({
      text: `policies: [{ name: a, condition: { tool_name: send_email, provider: ${provider}, model: gpt-9 }, decision: CONSTRAIN, action: { require_approval: true, approvers: [${approvers}] } }]\n`,
      file_name: 'names.yaml',
    });
    const found = async (path: string, body: JsonObject) => {
      const answer = await gateway.admin('POST', path, body);
      expect(answer.status).toBe(200);
      return ownField(answer.body, 'diagnostics');
    };
    for (const path of ['/policy/check', '/policy/activate']) {
      // The models of this upstream are any.
      expect(await found(path, policy('alice, security, local-operator', 'scripted'))).toEqual([]);
      expect(await found(path, policy('alcie, secrity', 'scriptd'))).toMatchObject([
        { code: 'unknown-approver', file: 'names.yaml', line: 1, hint: 'did you mean `alice`?' },
        { code: 'unknown-approver', hint: 'did you mean `security`?' },
        { code: 'unknown-upstream', hint: 'did you mean `scripted`?' },
      ]);
    }
  });

  it('and a bug is told by the id under which it is logged, never by its own words', async () => {
    const events: unknown[] = [];
    const broken = { fetch: () => Promise.reject(new Error('secret words')) } as unknown as AdminApp;
    const server = adminOverSocket(broken, { newId: () => 'rq_1', log: (entry) => events.push(entry) });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await send({ url: `http://127.0.0.1:${port}`, method: 'GET', path: '/admin/v1/status' });
    await new Promise((resolve) => server.close(resolve));
    expect(answer.status).toBe(500);
    expect(answer.json()).toEqual({
      error: { ...FORM.error, code: 'internal', message: 'internal error (rq_1)' },
    });
    expect(answer.text).not.toContain('secret words');
    expect(events).toMatchObject([{ level: 'error', event: 'bug', detail: { requestId: 'rq_1' } }]);
  });
});
