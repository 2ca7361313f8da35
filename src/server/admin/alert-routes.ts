// What became of the alerts, and a way to try a destination.

import { alertFields } from '../../alerts/index.ts';
import { GatewayError } from '../../domain/index.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';

export function alertRoutes(app: AdminApp, { alerts }: AdminDeps): void {
  app.get('/alerts', async (context) => {
    const { queued, droppedEvents, sinks, undelivered } = await alerts.report();
    return context.json({
      queued,
      dropped_events: droppedEvents,
      sinks: sinks.map(({ heldBack, trouble, ...sink }) => ({
        ...sink,
        held_back: heldBack,
        ...(trouble === undefined ? {} : { trouble }),
      })),
      undelivered: undelivered.map(({ sink, alert, at }) => ({
        sink,
        given_up_at: new Date(at).toISOString(),
        ...alertFields(alert),
      })),
    });
  });

  app.post('/alerts/:sink/test', async (context) => {
    const sink = context.req.param('sink');
    if (await alerts.test(sink)) return context.json({ sent_to: sink }, 202);
    throw new GatewayError('not_found', {
      publicMessage: 'no running gateway has an alert sink of this name (`alerts:` in sallyport.yaml)',
    });
  });
}
