// Joins the alerts with what there is to tell: the ledger's records, the exports' reports, the log; and with the way out.

import { setTimeout as pause } from 'node:timers/promises';
import {
  ALERTING_RECORDS,
  AlertDesk,
  type AlertEvent,
  type AlertReport,
  type AlertSink,
  alertFields,
  createMailer,
  deliveryOf,
  eventsOf,
  httpLetter,
} from './alerts/index.ts';
import { postNotice } from './approval-desk.ts';
import type { AuditLedger } from './audit/index.ts';
import type { Config } from './config/index.ts';
import type { SinkReport } from './exporters/index.ts';
import type { ServerDeps } from './server/index.ts';

type SinkConfig = Config['alerts'][number];
type Log = ServerDeps['log'];

const TURN_MS = 1_000;
const PAGE = 500;

export interface AlertsDeps {
  readonly ledger: AuditLedger;
  readonly exports: () => readonly SinkReport[];
  readonly newId: (prefix: string) => string;
}

/** Alerts of an installation: told of events by reading the ledger, so that no decision ever waits for them. */
export class Alerts {
  readonly #deps: AlertsDeps;
  #desk: AlertDesk;
  #next = 0;
  readonly #exportStates = new Map<string, SinkReport['state']>();
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> | undefined;
  #closers: (() => void)[] = [];

  constructor(deps: AlertsDeps) {
    this.#deps = deps;
    this.#desk = this.#deskFor([]);
  }

  /** From here on the ledger is followed: what lies in it already was told when it happened. */
  start(sinks: readonly SinkConfig[]): void {
    if (sinks.length === 0) return;
    this.#next = this.#deps.ledger.head.size;
    this.#desk = this.#deskFor(sinks.map((sink) => this.#sinkOf(sink)));
    this.#timer = setInterval(() => {
      this.#turn ??= this.#takeTurn().finally(() => {
        this.#turn = undefined;
      });
    }, TURN_MS);
  }

  note(event: AlertEvent): void {
    this.#desk.note(event);
  }

  report(): AlertReport {
    return this.#desk.report;
  }

  test(sink: string): Promise<boolean> {
    return this.#desk.test(sink);
  }

  /** The same log; what it says about the ledger's trouble becomes an event, too. */
  tapped(log: Log): Log {
    return (entry) => {
      log(entry);
      const trouble = ledgerTrouble(entry);
      if (trouble === undefined) return;
      this.note({ kind: 'ledger', severity: 'critical', at: Date.now(), ...trouble });
    };
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#desk.stop();
    await this.#turn;
    for (const close of this.#closers) close();
  }

  #deskFor(sinks: readonly AlertSink[]): AlertDesk {
    const { ledger, newId } = this.#deps;
    return new AlertDesk(sinks, {
      clock: Date.now,
      newId,
      // A pending pause must not keep a gateway alive that is told to stop.
      pause: (ms) => pause(ms, undefined, { ref: false }),
      record: async (alert, told) => {
        await ledger.append([{ kind: 'alert_raised', body: { ...alertFields(alert), sinks: told } }]);
      },
    });
  }

  async #takeTurn(): Promise<void> {
    for (const { name, state, trouble } of this.#deps.exports()) {
      const before = this.#exportStates.get(name);
      this.#exportStates.set(name, state);
      if (state === before || (state !== 'misconfigured' && state !== 'failed' && state !== 'retrying'))
        continue;
      const severity = state === 'retrying' ? 'warning' : 'critical';
      const summary = `the export ${name} is ${state}: ${trouble ?? 'no reason given'}`;
      this.note({ kind: 'export', severity, at: Date.now(), subject: `${name} ${state}`, summary });
    }
    await this.#followLedger().catch(() => {
      this.note({
        kind: 'ledger',
        severity: 'critical',
        at: Date.now(),
        subject: 'read',
        summary: 'the ledger can not be read',
      });
    });
    await this.#desk.turn();
  }

  async #followLedger(): Promise<void> {
    const { ledger } = this.#deps;
    const until = ledger.head.size;
    for (let cursor: number | undefined = this.#next; cursor !== undefined && cursor < until; ) {
      const page = await ledger.read({ kinds: ALERTING_RECORDS, order: 'asc', cursor, limit: PAGE });
      for (const record of page.records) {
        // What came in since `until` is of the next turn.
        if (record.index < until) for (const event of eventsOf(record)) this.note(event);
      }
      cursor = page.next;
    }
    this.#next = until;
  }

  #sinkOf(config: SinkConfig): AlertSink {
    const { name, kind, interest, maxPerMinute } = config;
    const common = { name, kind, interest, maxPerMinute };
    if (config.kind === 'email') {
      const mailer = createMailer(config);
      this.#closers.push(() => mailer.close());
      return { ...common, deliver: mailer.deliver };
    }
    const { url, key } = config;
    return {
      ...common,
      deliver: async (alert) => {
        const { headers, body } = httpLetter(config.kind, alert, { key, now: Date.now() });
        // No answer is worth another try as much as a bad one.
        return deliveryOf(await postNotice(url, headers, body).catch(() => 0));
      },
    };
  }
}

/** Alerts that go nowhere before they are started. */
export function createAlerts(deps: AlertsDeps): Alerts {
  return new Alerts(deps);
}

function ledgerTrouble({
  event,
  detail,
}: Parameters<Log>[0]): { readonly subject: string; readonly summary: string } | undefined {
  if (event === 'refused' && typeof detail === 'object' && detail !== null && 'code' in detail) {
    if (detail.code !== 'ledger_unavailable') return undefined;
    return { subject: 'append', summary: 'the ledger can not record: calls are refused' };
  }
  if (event === 'checkpoint_not_witnessed' || event === 'checkpoint_not_taken') {
    return { subject: event, summary: `checkpoints: ${event.replaceAll('_', ' ')}` };
  }
  return undefined;
}
