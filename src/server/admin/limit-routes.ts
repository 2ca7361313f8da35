// The kill switch, and what has been used of the budgets.

import { z } from 'zod';
import { GatewayError } from '../../domain/index.ts';
import { agentHint } from '../../identity/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';
import { readAdminBody } from './body.ts';

const change = z.strictObject({
  scope: z.enum(['agent', 'workflow', 'project']),
  /** Agent name or workflow id; left out for the project. */
  name: z.string().min(1).max(300).optional(),
  reason: z.string().min(1).max(1000),
});

export function limitRoutes(app: AdminApp, deps: AdminDeps): void {
  const { control } = deps;

  app.get('/halts', (context) =>
    context.json({
      halts: control.halts
        .list()
        .map(({ since, ...halt }) => ({ ...halt, since: new Date(since).toISOString() })),
    }),
  );

  app.post('/halts', async (context) => {
    const { scope, reason, name } = named(await readAdminBody(context, change));
    // Who stops somebody must not believe that it is done because of a slip of the pen.
    if (scope === 'agent' && control.identity.agent(name) === undefined) {
      throw new GatewayError('not_found', {
        publicMessage: `there is no agent ${name}, so nothing was stopped; ${agentHint(control.identity, name)}`,
      });
    }
    await control.commitHalt({ kind: 'halted', scope, name, reason, by: context.env.caller.name });
    const stopped = deps.stopCalls((call) => control.halts.covering(call) !== undefined);
    return context.json({ halted: { scope, name }, calls_stopped: stopped });
  });

  app.post('/halts/resume', async (context) => {
    const { scope, reason, name } = named(await readAdminBody(context, change));
    if (control.halts.get(scope, name) === undefined) {
      throw new GatewayError('not_found', { publicMessage: 'nothing of this scope and name is stopped' });
    }
    await control.commitHalt({ kind: 'resumed', scope, name, reason, by: context.env.caller.name });
    return context.json({ resumed: { scope, name } });
  });
}

function named(body: z.infer<typeof change>): z.infer<typeof change> & { readonly name: string } {
  if (body.scope === 'project') {
    if (body.name === undefined) return { ...body, name: '' };
    throw new GatewayError('invalid_request', { publicMessage: 'name: the project has none, leave it out' });
  }
  if (body.name === undefined) {
    throw new GatewayError('invalid_request', { publicMessage: `name: which ${body.scope}?` });
  }
  return { ...body, name: body.name };
}
