// Joins the alerts with what there is to tell: the ledger's records, the exports' reports, the log; and with the way out.

import { setTimeout as pause } from 'node:timers/promises';
import { alertDelivery } from './alert-sinks.ts';
import {
  ALERT_RECORDS,
  ALERTING_RECORDS,
  AlertDesk,
  type AlertEvent,
  AlertFates,
  type AlertReport,
  type AlertSink,
  alertFields,
  eventsOf,
  type Settled,
} from './alerts/index.ts';
import type { AuditLedger, RecordDraft } from './audit/index.ts';
import { alertSinksFor, type Config } from './config/index.ts';
import { type AlertRoute, ownField, visible } from './domain/index.ts';
import type { SinkReport } from './exporters/index.ts';
import type { ServerDeps } from './server/index.ts';

type Log = ServerDeps['log'];
type Destinations = Pick<Config, 'alerts' | 'alertVariables'>;

const TURN_MS = 1_000;
const PAGE = 500;
/** Alerts of the past that a start looks at. */
const REMEMBERED = 1_000;
/** How far back a start looks for what nobody was told: as long as alerts were told before, and where none was. */
const CATCH_UP_MS = 60 * 60_000;
const CATCH_UP_BLIND_MS = 5 * 60_000;

export interface AlertsDeps {
  readonly ledger: AuditLedger;
  readonly exports: () => readonly SinkReport[];
  /** What the policy in force adds, and by what it is known. */
  readonly policy: () => { readonly version: string; readonly alerts: readonly AlertRoute[] } | undefined;
  readonly newId: (prefix: string) => string;
}

/** Alerts of an installation: told of events by reading the ledger, so that no decision ever waits for them. */
export class Alerts {
  readonly #deps: AlertsDeps;
  #desk: AlertDesk | undefined;
  #destinations: Destinations | undefined;
  #policy: string | undefined;
  /** Records below this index have been looked at. */
  #next = 0;
  #since = 0;
  readonly #exportStates = new Map<string, SinkReport['state']>();
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> | undefined;
  readonly #delivers = new Map<string, AlertSink['deliver']>();
  readonly #closers: (() => void)[] = [];

  constructor(deps: AlertsDeps) {
    this.#deps = deps;
  }

  /** From here on the ledger is followed, from where the process before left off. */
  async start(destinations: Destinations): Promise<void> {
    this.#destinations = destinations;
    const [desk, from] = [this.#deskWith(await this.#fates()), await this.#leftOff()];
    this.#desk = desk;
    this.#next = from.next;
    this.#since = from.since;
    this.#setSinks(desk);
    desk.resume();
    this.#timer = setInterval(() => {
      this.#turn ??= this.#takeTurn(desk).finally(() => {
        this.#turn = undefined;
      });
    }, TURN_MS);
  }

  note(event: AlertEvent): void {
    this.#desk?.note(event);
  }

  /** Without a gateway that runs: what the ledger says became of alerts. */
  async report(): Promise<AlertReport> {
    const desk = this.#desk ?? this.#deskWith(await this.#fates());
    return desk.report;
  }

  async test(sink: string): Promise<boolean> {
    return (await this.#desk?.test(sink)) ?? false;
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

  /** What happened until now is on record as told; what is not delivered by then is delivered after the next start. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn;
    const desk = this.#desk;
    if (desk !== undefined) {
      await this.#takeTurn(desk);
      await desk.stop();
    }
    for (const close of this.#closers) close();
  }

  #deskWith(fates: AlertFates): AlertDesk {
    const { ledger, newId } = this.#deps;
    return new AlertDesk(
      {
        clock: Date.now,
        newId,
        // A pending pause must not keep a gateway alive that is told to stop.
        pause: (ms) => pause(ms, undefined, { ref: false }),
        record: async (alert, told) => {
          const body = { ...alertFields(alert), sinks: told, through: this.#next };
          await ledger.append([{ kind: 'alert_raised', body }]);
        },
        recordSettled: async (settled) => {
          await ledger.append(settled.map(settledDraft));
        },
      },
      fates,
    );
  }

  async #fates(): Promise<AlertFates> {
    const query = { kinds: ALERT_RECORDS, order: 'desc', limit: REMEMBERED } as const;
    const { records } = await this.#deps.ledger.read(query);
    const fates = new AlertFates();
    for (const record of [...records].reverse()) fates.apply(record);
    return fates;
  }

  async #leftOff(): Promise<{ readonly next: number; readonly since: number }> {
    const query = { kinds: ['alert_raised'], order: 'desc', limit: 1 } as const;
    const [latest] = (await this.#deps.ledger.read(query)).records;
    const since = Date.now() - CATCH_UP_MS;
    const through = latest === undefined ? undefined : ownField(latest.body, 'through');
    if (latest !== undefined && latest.time >= since && typeof through === 'number')
      return { next: through, since };
    return { next: 0, since: Date.now() - CATCH_UP_BLIND_MS };
  }

  /** The policy in force has a say in where alerts go, from the turn after its activation. */
  #setSinks(desk: AlertDesk): void {
    const policy = this.#deps.policy();
    if (this.#destinations === undefined || (policy !== undefined && policy.version === this.#policy)) return;
    this.#policy = policy?.version;
    const sinks = alertSinksFor(policy?.alerts ?? [], this.#destinations);
    desk.setSinks(
      sinks.map((sink) => {
        // A mailer keeps connections: one for each destination, whatever policies come and go.
        const deliver =
          this.#delivers.get(sink.name) ?? alertDelivery(sink, (close) => this.#closers.push(close));
        if (sink.kind === 'email') this.#delivers.set(sink.name, deliver);
        const trouble = sink.kind === 'none' ? { trouble: sink.trouble } : {};
        const { name, kind, interests, maxPerMinute } = sink;
        return { name, kind, interests, maxPerMinute, ...trouble, deliver };
      }),
    );
  }

  async #takeTurn(desk: AlertDesk): Promise<void> {
    this.#setSinks(desk);
    this.#noteExports();
    await this.#followLedger(desk).catch(() => {
      const summary = 'the ledger can not be read';
      this.note({ kind: 'ledger', severity: 'critical', at: Date.now(), subject: 'read', summary });
    });
    await desk.turn();
  }

  #noteExports(): void {
    for (const { name, state, trouble } of this.#deps.exports()) {
      const before = this.#exportStates.get(name);
      this.#exportStates.set(name, state);
      if (state === before || (state !== 'misconfigured' && state !== 'failed' && state !== 'retrying'))
        continue;
      const severity = state === 'retrying' ? 'warning' : 'critical';
      const why = visible(trouble ?? 'no reason given').slice(0, 300);
      const summary = `the export ${name} is ${state}: ${why}`;
      this.note({ kind: 'export', severity, at: Date.now(), subject: `${name} ${state}`, summary });
    }
  }

  async #followLedger(desk: AlertDesk): Promise<void> {
    const { ledger } = this.#deps;
    const until = ledger.head.size;
    if (desk.isDeaf) this.#next = until;
    for (let cursor: number | undefined = this.#next; cursor !== undefined && cursor < until; ) {
      const query = {
        kinds: ALERTING_RECORDS,
        from: this.#since,
        order: 'asc',
        cursor,
        limit: PAGE,
      } as const;
      const page = await ledger.read(query);
      for (const record of page.records) {
        // What came in since `until` is of the next turn.
        if (record.index < until) for (const event of eventsOf(record)) this.note(event);
      }
      cursor = page.next;
    }
    this.#next = until;
  }
}

/** Alerts that go nowhere before they are started. */
export function createAlerts(deps: AlertsDeps): Alerts {
  return new Alerts(deps);
}

function settledDraft({ alert, sink, delivered }: Settled): RecordDraft {
  return {
    kind: delivered ? 'alert_delivered' : 'alert_undelivered',
    body: { alert_id: alert.alertId, sink },
  };
}

function ledgerTrouble({
  event,
}: Parameters<Log>[0]): { readonly subject: string; readonly summary: string } | undefined {
  if (event === 'not_recorded')
    return { subject: 'append', summary: 'the ledger can not record: calls are refused' };
  if (event === 'checkpoint_not_witnessed' || event === 'checkpoint_not_taken') {
    return { subject: event, summary: `checkpoints: ${event.replaceAll('_', ' ')}` };
  }
  return undefined;
}
