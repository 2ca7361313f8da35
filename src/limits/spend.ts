// What was used in the current windows, per project, agent, model and workflow: reserved before a call, settled after it.

import {
  type EpochMs,
  NOTHING_SPENT,
  type SpendScope,
  type SpendWindow,
  type Spent,
} from '../domain/index.ts';
import { windowStart } from './window.ts';

/** A call on its way: what is set aside for it until its outcome is on record. */
export interface Reservation {
  readonly exchange: string;
  readonly at: EpochMs;
  readonly agent: string;
  readonly model: string;
  /** Every workflow that the call counts under. */
  readonly workflows: readonly string[];
  readonly tokens: number;
  readonly costMicros: number;
}

export interface Settlement {
  readonly exchange: string;
  readonly spent: Spent;
}

interface Counter {
  start: EpochMs;
  requests: number;
  tokens: number;
  costMicros: number;
}

const WINDOWS: readonly SpendWindow[] = ['minute', 'hour', 'day', 'week', 'month', 'total'];
/** Of scope and window; the longest unchanged goes first, and with it what it counted. */
const MAX_COUNTERS = 60_000;
const MAX_RESERVATIONS = 20_000;

/**
 * A left fold over reservations and settlements. INVARIANT: each exchange is charged once: its reservation counts in
 * full until it is settled, and a second settlement changes nothing.
 */
export class Spend {
  readonly #counters = new Map<string, Counter>();
  readonly #reserved = new Map<string, Reservation>();

  reserve(reservation: Reservation): void {
    if (this.#reserved.has(reservation.exchange)) return;
    this.#reserved.set(reservation.exchange, reservation);
    this.#add(reservation, { requests: 1, tokens: reservation.tokens, costMicros: reservation.costMicros });
    if (this.#reserved.size > MAX_RESERVATIONS) {
      // What nobody settled stays charged as it was reserved: forgetting restricts.
      for (const oldest of this.#reserved.keys()) {
        this.#reserved.delete(oldest);
        break;
      }
    }
  }

  settle({ exchange, spent }: Settlement): void {
    const reservation = this.#reserved.get(exchange);
    if (reservation === undefined) return;
    this.#reserved.delete(exchange);
    this.#add(reservation, {
      requests: spent.requests - 1,
      tokens: spent.tokens - reservation.tokens,
      costMicros: spent.costMicros - reservation.costMicros,
    });
  }

  /** What counts against a budget at `now`, reservations included. */
  spent(scope: SpendScope, name: string, window: SpendWindow, now: EpochMs): Spent {
    const counter = this.#counters.get(keyOf(scope, name, window));
    return counter === undefined || counter.start !== windowStart(window, now) ? NOTHING_SPENT : counter;
  }

  /** All that is remembered, as JSON: the counters of windows that have not ended, and open reservations. */
  snapshot(now: EpochMs): SpendSnapshot {
    return {
      counters: [...this.#counters].flatMap(([key, { start, requests, tokens, costMicros }]) =>
        start === windowStart(windowOf(key), now)
          ? [[key, start, requests, tokens, costMicros] as const]
          : [],
      ),
      reserved: [...this.#reserved.values()],
    };
  }

  /** The state that a snapshot was taken of. */
  restore(snapshot: SpendSnapshot): void {
    this.#counters.clear();
    this.#reserved.clear();
    for (const [key, start, requests, tokens, costMicros] of snapshot.counters) {
      this.#counters.set(key, { start, requests, tokens, costMicros });
    }
    for (const reservation of snapshot.reserved) this.#reserved.set(reservation.exchange, reservation);
  }

  #add(call: Reservation, change: Spent): void {
    for (const [scope, name] of scopesOf(call)) {
      for (const window of WINDOWS)
        this.#count(keyOf(scope, name, window), windowStart(window, call.at), change);
    }
  }

  #count(key: string, start: EpochMs, change: Spent): void {
    const known = this.#counters.get(key);
    // A settlement of a window that is over changes nothing that is still asked for.
    if (known !== undefined && known.start > start) return;
    const counter = known?.start === start ? known : { start, requests: 0, tokens: 0, costMicros: 0 };
    counter.requests += change.requests;
    counter.tokens += change.tokens;
    counter.costMicros += change.costMicros;
    this.#counters.delete(key);
    this.#counters.set(key, counter);
    if (this.#counters.size <= MAX_COUNTERS) return;
    for (const oldest of this.#counters.keys()) {
      this.#counters.delete(oldest);
      break;
    }
  }
}

export interface SpendSnapshot {
  readonly counters: readonly (readonly [string, EpochMs, number, number, number])[];
  readonly reserved: readonly Reservation[];
}

/** Name of the one agent and model whose calls a budget counts together. */
export function agentModel(agent: string, model: string): string {
  return `${agent}\n${model}`;
}

/** The scopes that a call counts in. */
export function scopesOf(
  call: Pick<Reservation, 'agent' | 'model' | 'workflows'>,
): readonly (readonly [SpendScope, string])[] {
  return [
    ['project', ''],
    ['agent', call.agent],
    ['model', call.model],
    ['agent_model', agentModel(call.agent, call.model)],
    ...[...new Set(call.workflows)].map((workflow) => ['workflow', workflow] as const),
  ];
}

function keyOf(scope: SpendScope, name: string, window: SpendWindow): string {
  return `${window} ${scope} ${name}`;
}

function windowOf(key: string): SpendWindow {
  const word = key.slice(0, key.indexOf(' '));
  return WINDOWS.find((window) => window === word) ?? 'total';
}
