// One shape for every refusal of the admin side, whichever door of it refuses; a bug is answered and logged, too.

import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
