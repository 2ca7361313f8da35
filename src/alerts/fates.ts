// What became of earlier alerts, as the ledger tells it: a restart goes on where the process before was stopped. A fold.

import { z } from 'zod';
import { ALERT_KINDS, type EpochMs, type JsonObject, SEVERITIES } from '../domain/index.ts';
import type { Alert } from './event.ts';

/** Kinds of records that tell of alerts. */
export const ALERT_RECORDS = ['alert_raised', 'alert_delivered', 'alert_undelivered'] as const;

/** An alert that a destination did not take. */
export interface Undelivered {
  readonly sink: string;
  readonly alert: Alert;
  readonly at: EpochMs;
}

const raised = z.object({
  alert_id: z.string(),
  kind: z.enum(ALERT_KINDS),
  severity: z.enum(SEVERITIES),
  at: z.string(),
  subject: z.string(),
  agent: z.string().exactOptional(),
  workflow: z.string().exactOptional(),
  summary: z.string(),
  detector: z.string().exactOptional(),
  record: z.number().exactOptional(),
  count: z.number(),
  first: z.boolean(),
  sinks: z.array(z.string()),
});
const settled = z.object({ alert_id: z.string(), sink: z.string() });

interface Raised {
  readonly alert: Alert;
  /** Destinations of which nothing is known yet. */
  readonly open: Set<string>;
}

/** Alerts that are remembered; the oldest falls out first, and with it what became of it. */
const MAX_ALERTS = 1_000;
const MAX_UNDELIVERED = 100;

/** Total: a record that can not be read is one of another version, and tells nothing. */
export class AlertFates {
  readonly #raised = new Map<string, Raised>();
  readonly #undelivered: Undelivered[] = [];

  apply({ kind, body, time }: { kind: string; body: JsonObject; time: EpochMs }): void {
    if (kind === 'alert_raised') {
      const read = raised.safeParse(body);
      if (read.success) this.#note(alertOf(read.data), read.data.sinks);
      return;
    }
    const read = settled.safeParse(body);
    if (!read.success) return;
    const { alert_id: id, sink } = read.data;
    const alert = this.#raised.get(id)?.alert;
    if (alert !== undefined) this.settle({ alert, sink, delivered: kind === 'alert_delivered', at: time });
  }

  settle({ alert, sink, delivered, at }: Undelivered & { readonly delivered: boolean }): void {
    this.#raised.get(alert.alertId)?.open.delete(sink);
    if (delivered) return;
    this.#undelivered.push({ sink, alert, at });
    if (this.#undelivered.length > MAX_UNDELIVERED) this.#undelivered.shift();
  }

  /** Not known to be delivered or given up, oldest first. */
  get open(): readonly { readonly alert: Alert; readonly sinks: readonly string[] }[] {
    return [...this.#raised.values()]
      .filter(({ open }) => open.size > 0)
      .map(({ alert, open }) => ({ alert, sinks: [...open] }));
  }

  /** The latest hundred, oldest first. */
  get undelivered(): readonly Undelivered[] {
    return this.#undelivered;
  }

  #note(alert: Alert, sinks: readonly string[]): void {
    this.#raised.set(alert.alertId, { alert, open: new Set(sinks) });
    if (this.#raised.size <= MAX_ALERTS) return;
    const [oldest] = this.#raised.keys();
    if (oldest !== undefined) this.#raised.delete(oldest);
  }
}

function alertOf({ alert_id, at, sinks: _, ...rest }: z.infer<typeof raised>): Alert {
  return { ...rest, alertId: alert_id, at: Date.parse(at) };
}
