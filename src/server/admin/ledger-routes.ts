// What an operator does to the ledger itself: erasure of contents. Each is a record.

import { z } from 'zod';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readAdminBody } from './body.ts';

const name = z.string().min(1).max(256);
const erasure = z.strictObject({
  scope: z.enum(['workflow', 'agent', 'subject']),
  name,
  reason: z.string().min(1).max(500),
});

export function ledgerRoutes(app: AdminApp, { ledger }: AdminDeps): void {
  app.post('/ledger/erasures', async (context) => {
    const body = await readAdminBody(context, erasure);
    const done = await ledger.erase({ ...body, by: context.env.caller.name });
    return context.json({ record: done.index, workflows_closed: done.workflows }, 201);
  });
}
