// Held actions, listed, shown and decided. A decision is bound to what its person was shown.

import { z } from 'zod';
import type { Approval } from '../../approvals/index.ts';
import { GatewayError, type JsonValue } from '../../domain/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readAdminBody } from './body.ts';

const decision = z.strictObject({
  decision: z.enum(['approve', 'deny']),
  reason: z.string().max(1000).optional(),
  /** The digest that `GET /approvals/:id` showed. */
  shown: z.string(),
});

export function approvalRoutes(app: AdminApp, deps: AdminDeps): void {
  app.get('/approvals', (context) => context.json({ approvals: deps.approvals.pending().map(approvalView) }));

  app.get('/approvals/:id', async (context) => {
    const approval = requireApproval(deps, context.req.param('id'));
    return context.json({ ...approvalView(approval), shows: await shownTo(deps, approval) });
  });

  app.post('/approvals/:id', async (context) => {
    const body = await readAdminBody(context, decision);
    const settled = await deps.approvals.decide({
      approvalId: context.req.param('id'),
      decision: body.decision,
      by: context.env.caller.name,
      groups: [],
      shown: body.shown,
      ...(body.reason === undefined ? {} : { reason: body.reason }),
    });
    return context.json(approvalView(settled));
  });
}

function requireApproval(deps: AdminDeps, id: string): Approval {
  const approval = deps.approvals.get(id);
  if (approval === undefined)
    throw new GatewayError('not_found', { publicMessage: 'there is no approval of this id' });
  return approval;
}

function approvalView(approval: Approval): Record<string, unknown> {
  const { timeout_at, ...request } = approval.request;
  return {
    ...request,
    status: approval.status,
    timeout_at: new Date(timeout_at).toISOString(),
    decisions: approval.decisions.map(({ decision: said, by, reason }) => ({
      decision: said,
      by,
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}

/** What the approver sees, from the contents of the question's own record. */
async function shownTo(deps: AdminDeps, approval: Approval): Promise<JsonValue> {
  const { exchange_id: exchange, approval_id: id } = approval.request;
  const page = await deps.ledger.read({ exchange, kinds: ['approval_requested'], limit: 100 });
  const record = page.records.find((candidate) => candidate.body['approval_id'] === id);
  const contents =
    record === undefined ? { erased: true as const } : await deps.ledger.contents(record.index);
  if ('erased' in contents) return null;
  const item = contents.find((candidate) => candidate.name === 'shown');
  return item === undefined ? null : JSON.parse(Buffer.from(item.bytes).toString('utf8'));
}
