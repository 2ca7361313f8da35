// Overrides through the admin API: with a reason, on record, and still there after a restart.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';

const WISH = { detector: 'stub', workflow: 'w', for_seconds: 60, max_uses: 3, reason: 'a quoted attack' };

test('an override is granted for a reason, listed, kept over a restart, and ended', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sp-ov-'));
  const first = await startTestGateway({ directory });
  const { reason: _, ...without } = WISH;
  expect((await first.admin('POST', '/overrides', without)).status).toBe(400);
  expect((await first.admin('POST', '/overrides', { ...WISH, reason: ' ' })).status).toBe(400);
  const granted = await first.admin('POST', '/overrides', WISH);
  expect(granted).toMatchObject({ status: 201, body: { by: 'tester', by_kind: 'operator', uses: 0 } });
  await first.close();
  const second = await startTestGateway({ directory });
  const { body } = await second.admin('GET', '/overrides');
  expect(body).toMatchObject({ overrides: [{ detector: 'stub', workflow: 'w', reason: 'a quoted attack' }] });
  const id = String(granted.body['override_id']);
  expect((await second.admin('DELETE', `/overrides/${id}`)).status).toBe(200);
  expect((await second.admin('GET', '/overrides')).body).toEqual({ overrides: [] });
  const kinds = (await second.records()).map((record) => record['kind']);
  expect(kinds).toEqual(expect.arrayContaining(['override_granted', 'override_revoked']));
  await second.close();
  await rm(directory, { recursive: true });
});
