// Events come in, alerts go out. Whoever tells an event never waits: it lies in a bounded queue until the next turn.

import type { Clock, EpochMs } from '../domain/index.ts';
import type { Alert, AlertEvent } from './event.ts';
import { type Due, Grouping } from './grouping.ts';
import { type Delivery, Outbox, type OutboxCounts } from './outbox.ts';
import { concerns, type Interest, RateGate } from './routing.ts';

/** A destination. `deliver` does not reject, and bounds its own time. */
export interface AlertSink {
  readonly name: string;
  readonly kind: string;
  readonly interest: Interest;
  readonly maxPerMinute: number;
  readonly deliver: (alert: Alert) => Promise<Delivery>;
}

export interface AlertDeskDeps {
  readonly clock: Clock;
  readonly newId: (prefix: string) => string;
  readonly pause: (ms: number) => Promise<void>;
  /** Puts the alert on record, with the sinks that are told; an alert that can not be recorded is told all the same. */
  readonly record: (alert: Alert, sinks: readonly string[]) => Promise<void>;
}

/** An alert that a destination did not take. */
export interface Undelivered {
  readonly sink: string;
  readonly alert: Alert;
  readonly at: EpochMs;
}

export interface AlertReport {
  readonly queued: number;
  /** Events that were dropped because too many waited. */
  readonly droppedEvents: number;
  readonly sinks: readonly (OutboxCounts & {
    readonly name: string;
    readonly kind: string;
    /** Alerts beyond `max_per_minute`. */
    readonly heldBack: number;
  })[];
  readonly undelivered: readonly Undelivered[];
}

const MAX_QUEUED = 1_024;
const MAX_UNDELIVERED = 100;
const GROUP_MS = 5 * 60_000;
const RETRY_AFTER_MS = [1_000, 5_000, 25_000, 120_000, 600_000];

interface Post {
  readonly sink: AlertSink;
  readonly gate: RateGate;
  readonly outbox: Outbox<Alert>;
  heldBack: number;
}

export class AlertDesk {
  readonly #deps: AlertDeskDeps;
  readonly #posts: readonly Post[];
  readonly #queue: AlertEvent[] = [];
  readonly #grouping = new Grouping(GROUP_MS);
  readonly #undelivered: Undelivered[] = [];
  #dropped = 0;

  constructor(sinks: readonly AlertSink[], deps: AlertDeskDeps) {
    this.#deps = deps;
    this.#posts = sinks.map((sink) => ({
      sink,
      gate: new RateGate(sink.maxPerMinute),
      heldBack: 0,
      outbox: new Outbox<Alert>({
        deliver: sink.deliver,
        retryAfterMs: RETRY_AFTER_MS,
        pause: deps.pause,
        onUndelivered: (alert) => this.#keep({ sink: sink.name, alert, at: deps.clock() }),
      }),
    }));
  }

  /** Returns at once and never throws. */
  note(event: AlertEvent): void {
    if (this.#posts.length === 0) return;
    if (this.#queue.length >= MAX_QUEUED) {
      this.#queue.shift();
      this.#dropped += 1;
    }
    this.#queue.push(event);
  }

  /** Tells what is to be told now. Called every second or so. */
  async turn(): Promise<void> {
    const now = this.#deps.clock();
    const due: Due[] = [];
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      due.push(...this.#grouping.add(event, now));
    }
    due.push(...this.#grouping.due(now));
    for (const each of due) await this.#tell(each, now);
  }

  /** One alert to one sink, past its interest and rate. False where there is no such sink. */
  async test(name: string): Promise<boolean> {
    const post = this.#posts.find(({ sink }) => sink.name === name);
    if (post === undefined) return false;
    const summary = 'A test: if you read this, alerts reach you.';
    const event = { kind: 'test', severity: 'info', at: this.#deps.clock(), subject: name, summary } as const;
    const alert = this.#alertOf({ event, count: 1, first: true });
    await this.#deps.record(alert, [name]);
    post.outbox.put(alert);
    return true;
  }

  get report(): AlertReport {
    return {
      queued: this.#queue.length,
      droppedEvents: this.#dropped,
      sinks: this.#posts.map(({ sink: { name, kind }, outbox, heldBack }) => ({
        name,
        kind,
        ...outbox.counts,
        heldBack,
      })),
      undelivered: this.#undelivered,
    };
  }

  stop(): void {
    for (const { outbox } of this.#posts) outbox.stop();
  }

  async #tell(due: Due, now: EpochMs): Promise<void> {
    const told = this.#posts.filter((post) => concerns(post.sink.interest, due.event) && passes(post, now));
    if (told.length === 0) return;
    const alert = this.#alertOf(due);
    // A ledger that can not record is itself what people must hear of.
    await this.#deps
      .record(
        alert,
        told.map(({ sink }) => sink.name),
      )
      .catch(() => undefined);
    for (const { outbox } of told) outbox.put(alert);
  }

  #alertOf({ event, count, first }: Due): Alert {
    return { ...event, alertId: this.#deps.newId('al'), count, first };
  }

  #keep(undelivered: Undelivered): void {
    this.#undelivered.push(undelivered);
    if (this.#undelivered.length > MAX_UNDELIVERED) this.#undelivered.shift();
  }
}

function passes(post: Post, now: EpochMs): boolean {
  if (post.gate.pass(now)) return true;
  post.heldBack += 1;
  return false;
}
