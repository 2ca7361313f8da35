// Held actions, listed, shown and decided; standing grants, listed and ended. A decision is bound to what its person was shown.

import { z } from 'zod';
import type { Approval, Grant } from '../../approvals/index.ts';
import { GatewayError, type JsonObject } from '../../domain/index.ts';
import { readingNotes } from '../approvals/reading-notes.ts';
import { showApproval } from '../approvals/show-approval.ts';
import type { AdminCaller, AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readAdminBody } from './body.ts';

/** What answers "approve": this one, or the next ones of its kind in its workflow, too. */
const grant = z.strictObject({
  for_seconds: z.number().positive(),
  max_uses: z.number().int().positive().max(1000).optional(),
});
const answer = z.strictObject({
  decision: z.enum(['approve', 'deny']),
  reason: z.string().max(1000).optional(),
  /** The digest that `GET /approvals/:id` showed. */
  shown: z.string(),
  grant: grant.optional(),
});
const batch = z.strictObject({
  decision: z.enum(['approve', 'deny']),
  reason: z.string().max(1000).optional(),
  /** Equal but for workflow and occurrence: all must have this digest. */
  alike: z.string(),
  approvals: z
    .array(z.strictObject({ approval_id: z.string(), shown: z.string() }))
    .min(1)
    .max(1000),
});

const DEFAULT_GRANT_USES = 100;

export function approvalRoutes(app: AdminApp, deps: AdminDeps): void {
  const { approvals } = deps;
  app.get('/approvals', (context) => context.json({ approvals: approvals.pending().map(approvalView) }));

  app.get('/approvals/:id', async (context) => {
    const approval = requireApproval(deps, context.req.param('id'));
    const shows = await showApproval(deps.ledger, approval, context.env.caller.name);
    return context.json({ ...approvalView(approval), shows, notes: readingNotes(shows, deps.skeleton) });
  });

  app.post('/approvals/:id', async (context) => {
    const body = await readAdminBody(context, answer);
    const wish =
      body.grant === undefined
        ? undefined
        : { forMs: body.grant.for_seconds * 1000, maxUses: body.grant.max_uses ?? DEFAULT_GRANT_USES };
    const said = { ...answerOf(body, context.env.caller), approvalId: context.req.param('id') };
    return context.json(approvalView(await approvals.decide({ ...said, shown: body.shown }, wish)));
  });

  app.post('/approvals', async (context) => {
    const body = await readAdminBody(context, batch);
    requireAlike(deps, body);
    const settled = await Promise.allSettled(
      body.approvals.map(({ approval_id: approvalId, shown }) =>
        approvals.decide({ ...answerOf(body, context.env.caller), approvalId, shown }),
      ),
    );
    const results = settled.map((each, index) => resultView(body.approvals[index]?.approval_id ?? '', each));
    return context.json({ results });
  });

  app.get('/notices', (context) => context.json({ notices: deps.notices() }));

  app.get('/grants', (context) => context.json({ grants: approvals.grants().map(grantView) }));

  app.delete('/grants/:id', async (context) => {
    const id = context.req.param('id');
    await approvals.revokeGrant(id, context.env.caller.name);
    return context.json({ revoked: id });
  });
}

function answerOf(
  body: { readonly decision: 'approve' | 'deny'; readonly reason?: string | undefined },
  by: AdminCaller,
) {
  return { decision: body.decision, by, ...(body.reason === undefined ? {} : { reason: body.reason }) };
}

function requireApproval(deps: AdminDeps, id: string): Approval {
  const approval = deps.approvals.get(id);
  if (approval === undefined)
    throw new GatewayError('not_found', { publicMessage: 'there is no approval of this id' });
  return approval;
}

/** A person looked at one of them: the others must differ from it in workflow and occurrence alone. */
function requireAlike(deps: AdminDeps, { alike, approvals }: z.infer<typeof batch>): void {
  for (const { approval_id: id } of approvals) {
    if (requireApproval(deps, id).request.alike === alike) continue;
    throw new GatewayError('conflict', { publicMessage: `${id} shows something else: look at it by itself` });
  }
}

function resultView(approvalId: string, settled: PromiseSettledResult<Approval>): JsonObject {
  if (settled.status === 'fulfilled') return { approval_id: approvalId, status: settled.value.status };
  if (settled.reason instanceof GatewayError)
    return { approval_id: approvalId, error: settled.reason.publicMessage };
  throw settled.reason;
}

function approvalView(approval: Approval): Record<string, unknown> {
  const { timeout_at, ...request } = approval.request;
  return {
    ...request,
    status: approval.status,
    timeout_at: new Date(timeout_at).toISOString(),
    decisions: approval.decisions.map(({ decision, by, reason }) => ({
      decision,
      by,
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}

function grantView({ issued, uses }: Grant): Record<string, unknown> {
  return { ...issued, uses, expires_at: new Date(issued.expires_at).toISOString() };
}
