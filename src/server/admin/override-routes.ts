// Findings that a person says do not count: made with a reason, listed, ended.

import { z } from 'zod';
import type { Override } from '../../approvals/index.ts';
import { DETECTOR_NAMES } from '../../domain/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readAdminBody } from './body.ts';

const wish = z.strictObject({
  detector: z.enum(DETECTOR_NAMES),
  workflow: z.string().optional(),
  action_digest: z.string().optional(),
  reason: z.string({ error: 'say why: an override without a reason is refused' }),
  for_seconds: z.number().positive(),
  max_uses: z.number().int().optional(),
});

const DEFAULT_USES = 1;

export function overrideRoutes(app: AdminApp, { overrides }: AdminDeps): void {
  app.get('/overrides', (context) => context.json({ overrides: overrides.live().map(overrideView) }));

  app.post('/overrides', async (context) => {
    const body = await readAdminBody(context, wish);
    const { name, kind } = context.env.caller;
    const granted = await overrides.grant({
      detector: body.detector,
      ...(body.workflow === undefined ? {} : { workflow: body.workflow }),
      ...(body.action_digest === undefined ? {} : { actionDigest: body.action_digest }),
      by: name,
      byKind: kind,
      reason: body.reason,
      forMs: body.for_seconds * 1000,
      maxUses: body.max_uses ?? DEFAULT_USES,
    });
    return context.json(overrideView({ granted, usedBy: new Set(), revokedBy: undefined }), 201);
  });

  app.delete('/overrides/:id', async (context) => {
    const id = context.req.param('id');
    await overrides.revoke(id, context.env.caller.name);
    return context.json({ revoked: id });
  });
}

function overrideView({ granted, usedBy }: Override): Record<string, unknown> {
  return { ...granted, uses: usedBy.size, expires_at: new Date(granted.expires_at).toISOString() };
}
