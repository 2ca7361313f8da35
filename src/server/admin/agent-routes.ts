// Agents and their keys.

import { z } from 'zod';
import { GatewayError } from '../../domain/index.ts';
import {
  type AgentDescription,
  addAgent,
  changeAgent,
  type Issued,
  issueKey,
  type Mint,
  removeAgent,
  revokeKey,
  rotateKey,
} from '../../identity/index.ts';
import { emptyScope } from '../../providers/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readAdminBody } from './body.ts';

const names = z.array(z.string()).optional();
const agentBody = z.strictObject({
  agent: z.string(),
  role: z.string().optional(),
  groups: names,
  upstreams: names,
  models: names,
  owner: z.string().optional(),
  /** False adds the agent without a first key. */
  issue_key: z.boolean().optional(),
});
const keyBody = z.strictObject({
  expires_in_ms: z.number().int().positive().optional(),
  note: z.string().optional(),
});
const rotateBody = z.strictObject({ grace_ms: z.number().int().nonnegative().optional() });

/** Two days to move an agent to its new key. */
const DEFAULT_GRACE_MS = 48 * 60 * 60 * 1000;

export function agentRoutes(app: AdminApp, deps: AdminDeps): void {
  const { control } = deps;
  const mint = (): Mint => ({ randomBytes: deps.randomBytes, sha256: deps.sha256, now: deps.clock() });

  app.get('/agents', (context) =>
    context.json({ agents: control.identity.agents().map((agent) => agentView(deps, agent.agent)) }),
  );

  app.post('/agents', async (context) => {
    const { issue_key: wantsKey, ...body } = await readAdminBody(context, agentBody);
    const by = context.env.caller.name;
    requireScope(deps, body);
    await control.commitIdentity([addAgent(control.identity, description(body), deps.skeleton)], by);
    if (wantsKey === false) return context.json({ agent: body.agent }, 201);
    const issued = issueKey(control.identity, { agent: body.agent }, mint());
    await control.commitIdentity(issued.events, by);
    return context.json({ agent: body.agent, key_id: issued.id, key: issued.key }, 201);
  });

  app.put('/agents/:agent', async (context) => {
    const { issue_key: _, ...body } = await readAdminBody(context, agentBody);
    if (body.agent !== context.req.param('agent')) {
      throw new GatewayError('invalid_request', { publicMessage: 'agent: the path names another agent' });
    }
    requireScope(deps, body);
    await control.commitIdentity([changeAgent(control.identity, description(body))], context.env.caller.name);
    return context.json(agentView(deps, body.agent));
  });

  app.delete('/agents/:agent', async (context) => {
    const agent = context.req.param('agent');
    await control.commitIdentity([removeAgent(control.identity, agent)], context.env.caller.name);
    return context.json({ removed: agent });
  });

  app.post('/agents/:agent/keys', async (context) => {
    const body = await readAdminBody(context, keyBody);
    const agent = context.req.param('agent');
    const request = {
      agent,
      ...(body.expires_in_ms === undefined ? {} : { expiresInMs: body.expires_in_ms }),
      ...(body.note === undefined ? {} : { note: body.note }),
    };
    const issued = issueKey(control.identity, request, mint());
    return context.json(await commitIssued(deps, issued, { agent, by: context.env.caller.name }), 201);
  });

  app.post('/keys/:id/rotate', async (context) => {
    const body = await readAdminBody(context, rotateBody);
    const keyId = context.req.param('id');
    const issued = rotateKey(control.identity, { keyId, graceMs: body.grace_ms ?? DEFAULT_GRACE_MS }, mint());
    const agent = control.identity.key(keyId)?.agent ?? '';
    return context.json(await commitIssued(deps, issued, { agent, by: context.env.caller.name }), 201);
  });

  app.delete('/keys/:id', async (context) => {
    const keyId = context.req.param('id');
    await control.commitIdentity([revokeKey(control.identity, keyId)], context.env.caller.name);
    return context.json({ revoked: keyId });
  });
}

/** Throws GatewayError invalid_request for a scope that names nothing: whoever is limited to that can do nothing at all. */
function requireScope(
  deps: AdminDeps,
  { upstreams, models }: Omit<z.infer<typeof agentBody>, 'issue_key'>,
): void {
  const configured = deps.upstreams();
  const publicMessage = configured === undefined ? undefined : emptyScope(configured, { upstreams, models });
  if (publicMessage !== undefined) throw new GatewayError('invalid_request', { publicMessage });
}

/** The key text is answered once, after its hash is on record. */
async function commitIssued(
  deps: AdminDeps,
  issued: Issued,
  owner: { readonly agent: string; readonly by: string },
): Promise<{ agent: string; key_id: string; key: string }> {
  await deps.control.commitIdentity(issued.events, owner.by);
  return { agent: owner.agent, key_id: issued.id, key: issued.key };
}

function description(body: Omit<z.infer<typeof agentBody>, 'issue_key'>): AgentDescription {
  return {
    agent: body.agent,
    ...(body.role === undefined ? {} : { role: body.role }),
    ...(body.groups === undefined ? {} : { groups: body.groups }),
    ...(body.upstreams === undefined ? {} : { upstreams: body.upstreams }),
    ...(body.models === undefined ? {} : { models: body.models }),
    ...(body.owner === undefined ? {} : { owner: body.owner }),
  };
}

function agentView(deps: AdminDeps, name: string): Record<string, unknown> {
  const agent = deps.control.identity.agent(name);
  const now = deps.clock();
  return {
    ...agent,
    keys: deps.control.identity.keysOf(name).map((key) => ({
      key_id: key.keyId,
      state: key.revoked
        ? 'revoked'
        : key.expiresAt !== undefined && now >= key.expiresAt
          ? 'expired'
          : 'live',
      ...(key.expiresAt === undefined ? {} : { expires_at: new Date(key.expiresAt).toISOString() }),
      ...(key.note === undefined ? {} : { note: key.note }),
      ...(key.replacedBy === undefined ? {} : { replaced_by: key.replacedBy }),
    })),
  };
}
