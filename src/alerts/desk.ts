// Events come in, alerts go out. Whoever tells an event never waits: it lies in a bounded queue until the next turn.

import type { AlertInterest, Clock, EpochMs } from '../domain/index.ts';
import type { Alert, AlertEvent } from './event.ts';
import { AlertFates, type Undelivered } from './fates.ts';
import { type Due, Grouping } from './grouping.ts';
import { type Delivery, Outbox, type OutboxCounts } from './outbox.ts';
import { concerns, RateGate } from './routing.ts';

/** A destination. `deliver` does not reject, and bounds its own time. */
export interface AlertSink {
  readonly name: string;
  readonly kind: string;
  /** One of them is enough. */
  readonly interests: readonly AlertInterest[];
  readonly maxPerMinute: number;
  /** Why it can not work, where it can not. */
  readonly trouble?: string;
  readonly deliver: (alert: Alert) => Promise<Delivery>;
}

/** What became of an alert at one destination. */
export interface Settled {
  readonly alert: Alert;
  readonly sink: string;
  readonly delivered: boolean;
  readonly at: EpochMs;
}

export interface AlertDeskDeps {
  readonly clock: Clock;
  readonly newId: (prefix: string) => string;
  readonly pause: (ms: number) => Promise<void>;
  /** Puts the alert on record, with the sinks that are told; an alert that can not be recorded is told all the same. */
  readonly record: (alert: Alert, sinks: readonly string[]) => Promise<void>;
  /** Puts on record what became of alerts. */
  readonly recordSettled: (settled: readonly Settled[]) => Promise<void>;
}

export interface AlertReport {
  readonly queued: number;
  /** Events that were dropped because too many waited. */
  readonly droppedEvents: number;
  readonly sinks: readonly (OutboxCounts & {
    readonly name: string;
    readonly kind: string;
    readonly trouble: string | undefined;
    /** Alerts beyond `max_per_minute`. */
    readonly heldBack: number;
  })[];
  readonly undelivered: readonly Undelivered[];
}

const MAX_QUEUED = 1_024;
const MAX_SETTLED = 10_000;
const GROUP_MS = 5 * 60_000;
const RETRY_AFTER_MS = [1_000, 5_000, 25_000, 120_000, 600_000];

interface Post {
  sink: AlertSink;
  readonly gate: RateGate;
  readonly outbox: Outbox<Alert>;
  heldBack: number;
}

export class AlertDesk {
  readonly #deps: AlertDeskDeps;
  readonly #posts = new Map<string, Post>();
  readonly #queue: AlertEvent[] = [];
  readonly #grouping = new Grouping(GROUP_MS);
  readonly #fates: AlertFates;
  readonly #settled: Settled[] = [];
  #dropped = 0;

  /** `fates`: what the ledger says of alerts so far. */
  constructor(deps: AlertDeskDeps, fates: AlertFates = new AlertFates()) {
    this.#deps = deps;
    this.#fates = fates;
  }

  /** These, from now on. One of a name that is known goes on with what waits for it; what waits for others still goes out. */
  setSinks(sinks: readonly AlertSink[]): void {
    const names = new Set(sinks.map(({ name }) => name));
    for (const [name, post] of this.#posts) {
      if (names.has(name)) continue;
      post.sink = { ...post.sink, interests: [] };
      if (post.outbox.isIdle) this.#posts.delete(name);
    }
    for (const sink of sinks) {
      const known = this.#posts.get(sink.name);
      if (known === undefined) this.#posts.set(sink.name, this.#postOf(sink));
      else known.sink = sink;
    }
  }

  /** Delivers what a process before this one left undecided, and says that what has no destination any more is lost. */
  resume(): void {
    for (const { alert, sinks } of this.#fates.open) {
      for (const sink of sinks) {
        const post = this.#posts.get(sink);
        if (post === undefined) this.#settle({ alert, sink, delivered: false });
        else post.outbox.put(alert);
      }
    }
  }

  /** Returns at once and never throws. */
  note(event: AlertEvent): void {
    if (this.#posts.size === 0) return;
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
    await this.#flush();
  }

  /** One alert to one sink, past its interest and rate. False where there is no such sink. */
  async test(name: string): Promise<boolean> {
    const post = this.#posts.get(name);
    if (post === undefined) return false;
    const summary = 'A test: if you read this, alerts reach you.';
    const event = { kind: 'test', severity: 'info', at: this.#deps.clock(), subject: name, summary } as const;
    const alert = this.#alertOf({ event, count: 1, first: true });
    await this.#deps.record(alert, [name]);
    post.outbox.put(alert);
    return true;
  }

  /** True when nobody wants to hear of anything. */
  get isDeaf(): boolean {
    return this.#posts.size === 0;
  }

  get report(): AlertReport {
    return {
      queued: this.#queue.length,
      droppedEvents: this.#dropped,
      sinks: [...this.#posts.values()].map(({ sink: { name, kind, trouble }, outbox, heldBack }) => ({
        name,
        kind,
        trouble,
        ...outbox.counts,
        heldBack,
      })),
      undelivered: this.#fates.undelivered,
    };
  }

  /** Nothing is begun any more; what was settled so far is on record when this resolves, as far as the ledger takes it. */
  async stop(): Promise<void> {
    for (const { outbox } of this.#posts.values()) outbox.stop();
    await this.#flush();
  }

  #postOf(sink: AlertSink): Post {
    const post: Post = {
      sink,
      gate: new RateGate(sink.maxPerMinute),
      heldBack: 0,
      outbox: new Outbox<Alert>({
        deliver: (alert) => post.sink.deliver(alert),
        retryAfterMs: RETRY_AFTER_MS,
        pause: this.#deps.pause,
        onDelivered: (alert) => this.#settle({ alert, sink: sink.name, delivered: true }),
        onUndelivered: (alert) => this.#settle({ alert, sink: sink.name, delivered: false }),
      }),
    };
    return post;
  }

  async #tell(due: Due, now: EpochMs): Promise<void> {
    const told = [...this.#posts.values()].filter(
      (post) => post.sink.interests.some((interest) => concerns(interest, due.event)) && passes(post, now),
    );
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

  #settle({ alert, sink, delivered }: Omit<Settled, 'at'>): void {
    const settled = { alert, sink, delivered, at: this.#deps.clock() };
    this.#fates.settle(settled);
    this.#settled.push(settled);
    if (this.#settled.length > MAX_SETTLED) this.#settled.shift();
  }

  /** What can not be recorded now is recorded with the next turn. */
  async #flush(): Promise<void> {
    const settled = this.#settled.splice(0);
    if (settled.length === 0) return;
    await this.#deps.recordSettled(settled).catch(() => void this.#settled.unshift(...settled));
  }
}

function passes(post: Post, now: EpochMs): boolean {
  if (post.gate.pass(now)) return true;
  post.heldBack += 1;
  return false;
}
