import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startTestGateway } from '../../../test/support/gateway.ts';
import { openInstallation } from '../../app.ts';
import { ROUTE_PERMISSIONS } from './permissions.ts';

describe('the table of permissions', () => {
  it('names exactly the routes that there are', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sallyport-routes-'));
    const installation = await openInstallation({ dataDirectory: directory });
    const routes = installation.admin.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.slice('/admin/v1'.length)}`);
    await installation.close();
    await rm(directory, { recursive: true });
    expect(Object.keys(ROUTE_PERMISSIONS).sort()).toEqual([...new Set(routes)].sort());
  });

  it('is asked on every call: a role gets what it may have, and nothing else', async () => {
    const gateway = await startTestGateway({ policy: 'policies: []\n' });
    const token = async (body: { role: string; scopes?: string[] }) =>
      String((await gateway.admin('POST', '/tokens', body)).body['token']);
    const call = async (key: string, method: string, path: string) =>
      (
        await fetch(`${gateway.url}${path}`, {
          method,
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          ...(method === 'POST' ? { body: '{}' } : {}),
        })
      ).status;
    const viewer = await token({ role: 'viewer' });
    const auditor = await token({ role: 'auditor' });
    const scanner = await token({ role: 'viewer', scopes: ['scan'] });
    const v1 = '/admin/v1';
    expect([
      await call(viewer, 'GET', `${v1}/status`),
      await call(viewer, 'GET', `${v1}/decisions`),
      await call(viewer, 'POST', `${v1}/tokens`),
      await call(viewer, 'GET', '/log/checkpoint'),
      await call(viewer, 'GET', `${v1}/nowhere`),
    ]).toEqual([200, 403, 403, 403, 404]);
    expect([
      await call(auditor, 'GET', `${v1}/records/0?contents=true`),
      await call(auditor, 'POST', `${v1}/policy/activate`),
      await call(auditor, 'POST', `${v1}/ledger/erasures`),
    ]).toEqual([200, 403, 403]);
    expect([
      await call(scanner, 'GET', `${v1}/status`),
      await call(scanner, 'POST', '/api/scan'),
      await call(await token({ role: 'viewer', scopes: ['read'] }), 'POST', '/api/scan'),
    ]).toEqual([403, 400, 403]);
    await gateway.close();
  });
});
