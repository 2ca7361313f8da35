// The policy in force: read, checked, activated, enforced.

import { z } from 'zod';
import { GatewayError } from '../../domain/index.ts';
import { checkPolicySet, enforceDefault, explainAccess } from '../../policy/index.ts';
import { type Activation, requirePolicySet } from '../control/policy-shelf.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readAdminBody } from './body.ts';

const activation = z.strictObject({
  text: z.string().max(4 * 1024 * 1024),
  file_name: z.string().max(255),
  reason: z.string().max(500).optional(),
});
const rollback = z.strictObject({
  version: z.string().min(4, 'at least 4 characters of a version').max(80, 'at most 80 characters'),
  reason: z.string().max(500).optional(),
});
const enforcement = z.strictObject({ reason: z.string().max(500).optional() });

export function policyRoutes(app: AdminApp, deps: AdminDeps): void {
  const { policies } = deps.control;

  app.get('/policy', (context) => context.json(activeView(deps)));
  app.get('/policy/history', (context) =>
    context.json({ activations: policies.history.map(activationView) }),
  );

  app.get('/policy/versions/:version', async (context) => {
    const { text, fileName, version } = await deps.control.policyText(context.req.param('version'));
    return context.json({ version, file_name: fileName, text });
  });

  app.post('/policy/check', async (context) => {
    const body = await readAdminBody(context, activation);
    const set = requirePolicySet(body.text, { fileName: body.file_name, sha256: deps.sha256 });
    return context.json({
      version: set.version,
      diagnostics: checkPolicySet(set, deps.knownNames()),
      summary: set.summary,
    });
  });

  app.post('/policy/activate', async (context) => {
    const body = await readAdminBody(context, activation);
    const author = context.env.caller.name;
    const reason = body.reason ?? '';
    await deps.control.activatePolicy({ text: body.text, fileName: body.file_name, author, reason });
    return context.json(inForce(deps));
  });

  app.post('/policy/enforce', async (context) => {
    const body = await readAdminBody(context, enforcement);
    const active = requireActive(deps);
    const text = enforceDefault(active.source);
    if (text === undefined) {
      throw new GatewayError('conflict', {
        publicMessage: 'the active policy already enforces its default decision',
      });
    }
    const author = context.env.caller.name;
    const fileName = policies.activation?.fileName ?? 'policy.yaml';
    const reason = body.reason ?? 'sallyport policy enforce';
    const derivedFrom = active.version;
    await deps.control.activatePolicy({ text, fileName, author, reason, derivedFrom });
    return context.json(inForce(deps));
  });

  app.post('/policy/rollback', async (context) => {
    const body = await readAdminBody(context, rollback);
    const { text, fileName, version } = await deps.control.policyText(body.version);
    const author = context.env.caller.name;
    const reason = body.reason ?? `rollback to ${version}`;
    await deps.control.activatePolicy({ text, fileName, author, reason });
    return context.json(inForce(deps));
  });

  app.get('/policy/explain/:agent/:tool', (context) =>
    context.json(explainAccess(requireActive(deps), context.req.param('agent'), context.req.param('tool'))),
  );
}

function requireActive(deps: AdminDeps): NonNullable<typeof deps.control.policies.active> {
  const active = deps.control.policies.active;
  if (active === undefined) throw new GatewayError('no_policy', { publicMessage: 'no policy is active' });
  return active;
}

/** What an activation answers: a policy that loads may still name what is not there. */
function inForce(deps: AdminDeps): Record<string, unknown> {
  const active = requireActive(deps);
  return {
    activated: active.version,
    summary: active.summary,
    diagnostics: checkPolicySet(active, deps.knownNames()),
  };
}

function activeView(deps: AdminDeps): Record<string, unknown> {
  const active = requireActive(deps);
  const { fileName, author, reason, at } = deps.control.policies.activation ?? {};
  return {
    version: active.version,
    file_name: fileName,
    author,
    reason,
    activated_at: at === undefined ? undefined : new Date(at).toISOString(),
    summary: active.summary,
    policies: active.policyNames,
    source: active.source,
  };
}

function activationView({ version, fileName, author, reason, at }: Activation): Record<string, unknown> {
  return { version, file_name: fileName, author, reason, at: new Date(at).toISOString() };
}
