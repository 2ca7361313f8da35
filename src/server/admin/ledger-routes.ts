// What an operator does to the ledger itself: erasure and retention of contents, sealing, witnesses, new keys. Each is a record.

import { z } from 'zod';
import type { LedgerKeeper } from '../../audit/index.ts';
import { GatewayError } from '../../domain/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readAdminBody } from './body.ts';

const name = z.string().min(1).max(256);
const erasure = z.strictObject({
  scope: z.enum(['workflow', 'agent', 'subject']),
  name,
  reason: z.string().min(1).max(500),
});

const turn = z.strictObject({ key: z.enum(['master', 'signing']), reason: z.string().min(1).max(500) });

const bound = z.exactOptional(z.number().int().min(1).max(999_999_999));
const retention = z
  .strictObject({ max_age_days: bound, max_size_mib: bound })
  .refine((body) => body.max_age_days !== undefined || body.max_size_mib !== undefined, 'one bound at least');

const seal = z.strictObject({ older_than_days: bound });

const nothing = z.strictObject({});

export function ledgerRoutes(app: AdminApp, deps: AdminDeps): void {
  const { ledger } = deps;
  app.post('/ledger/retention', async (context) => {
    const { max_age_days: maxAgeDays, max_size_mib: maxSizeMib } = await readAdminBody(context, retention);
    const done = await keeperOf(deps).retain({
      ...(maxAgeDays === undefined ? {} : { maxAgeDays }),
      ...(maxSizeMib === undefined ? {} : { maxSizeMib }),
      by: context.env.caller.name,
    });
    return context.json(done, 201);
  });

  app.post('/ledger/seals', async (context) => {
    const { older_than_days: olderThanDays } = await readAdminBody(context, seal);
    const done = await keeperOf(deps).seal({
      ...(olderThanDays === undefined ? {} : { olderThanDays }),
      by: context.env.caller.name,
    });
    return context.json(done, 201);
  });

  app.post('/ledger/witness', async (context) => {
    await readAdminBody(context, nothing);
    return context.json(await deps.witness(), 201);
  });

  app.post('/ledger/keys', async (context) => {
    const body = await readAdminBody(context, turn);
    const done = await keeperOf(deps).turnKey({ ...body, by: context.env.caller.name });
    return context.json({ record: done.index, key: done.to }, 201);
  });

  app.post('/ledger/erasures', async (context) => {
    const body = await readAdminBody(context, erasure);
    const done = await ledger.erase({ ...body, by: context.env.caller.name });
    return context.json({ record: done.index, workflows_closed: done.workflows }, 201);
  });
}

function keeperOf({ keeper }: AdminDeps): LedgerKeeper {
  if (keeper !== undefined) return keeper;
  throw new GatewayError('not_found', { publicMessage: 'this ledger has no store to keep' });
}
