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

/** What one scope used in its current window of each length, in the order of WINDOWS. */
interface ScopeCounters {
  readonly windows: Counter[];
  /** Whether it was counted in since the last time that room was made. */
  used: boolean;
}

interface Counter {
  start: EpochMs;
  requests: number;
  tokens: number;
  costMicros: number;
}

const WINDOWS: readonly SpendWindow[] = ['minute', 'hour', 'day', 'week', 'month', 'total'];
/** What was not counted in for long goes first, and with it what it counted. */
const MAX_SCOPES = 8_192;
const MAX_RESERVATIONS = 20_000;

/**
 * A left fold over reservations and settlements. INVARIANT: each exchange is charged once: its reservation counts in
 * full until it is settled, and a second settlement changes nothing.
 */
export class Spend {
  readonly #scopes = new Map<string, ScopeCounters>();
  readonly #starts = new WindowStarts();
  readonly #reserved = new Map<string, Reservation>();

  reserve(reservation: Reservation): void {
    if (this.#reserved.has(reservation.exchange)) return;
    this.#reserved.set(reservation.exchange, reservation);
    this.#add(reservation, { requests: 1, tokens: reservation.tokens, costMicros: reservation.costMicros });
    if (this.#reserved.size > MAX_RESERVATIONS) this.#forgetReservations();
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

  /** What nobody settled stays charged as it was reserved: forgetting restricts. */
  #forgetReservations(): void {
    for (const oldest of this.#reserved.keys()) {
      if (this.#reserved.size <= MAX_RESERVATIONS - (MAX_RESERVATIONS >> 4)) return;
      this.#reserved.delete(oldest);
    }
  }

  /** What counts against a budget at `now`, reservations included. */
  spent(scope: SpendScope, name: string, window: SpendWindow, now: EpochMs): Spent {
    const counter = this.#scopes.get(keyOf(scope, name))?.windows[WINDOWS.indexOf(window)];
    return counter === undefined || counter.start !== windowStart(window, now) ? NOTHING_SPENT : counter;
  }

  /** All that is remembered, as JSON: the counters of windows that have not ended, and open reservations. */
  snapshot(now: EpochMs): SpendSnapshot {
    const counters = [...this.#scopes].flatMap(([key, { windows }]) =>
      windows.map(({ start, requests, tokens, costMicros }, index) => {
        const window = WINDOWS[index] ?? 'total';
        return [`${window} ${key}`, start, requests, tokens, costMicros] as const;
      }),
    );
    const current = counters.filter(([key, start]) => start === windowStart(splitKey(key).window, now));
    return { counters: current, reserved: [...this.#reserved.values()] };
  }

  /** The state that a snapshot was taken of. */
  restore(snapshot: SpendSnapshot): void {
    this.#scopes.clear();
    this.#reserved.clear();
    for (const [key, start, requests, tokens, costMicros] of snapshot.counters) {
      const { window, scope } = splitKey(key);
      const { windows } = this.#countersOf(scope);
      windows[WINDOWS.indexOf(window)] = { start, requests, tokens, costMicros };
    }
    for (const reservation of snapshot.reserved) this.#reserved.set(reservation.exchange, reservation);
  }

  #add(call: Reservation, change: Spent): void {
    const starts = this.#starts.of(call.at);
    for (const [scope, name] of scopesOf(call)) {
      const counters = this.#countersOf(keyOf(scope, name));
      counters.used = true;
      let index = 0;
      for (const counter of counters.windows) count(counter, starts[index++] ?? 0, change);
    }
    if (this.#scopes.size > MAX_SCOPES) this.#makeRoom();
  }

  #countersOf(key: string): ScopeCounters {
    const known = this.#scopes.get(key);
    if (known !== undefined) return known;
    const windows = WINDOWS.map((): Counter => ({ start: 0, requests: 0, tokens: 0, costMicros: 0 }));
    const made = { windows, used: false };
    this.#scopes.set(key, made);
    return made;
  }

  /**
   * Drops a sixteenth at once, since a map steps over all that was deleted before. Who was counted in since the last time goes
   * to the end instead: moving an entry with each call would cost more than counting.
   */
  #makeRoom(): void {
    for (const [key, counters] of this.#scopes) {
      if (this.#scopes.size <= MAX_SCOPES - (MAX_SCOPES >> 4)) return;
      this.#scopes.delete(key);
      if (!counters.used) continue;
      counters.used = false;
      this.#scopes.set(key, counters);
    }
  }
}

/** A settlement of a window that is over changes nothing that is still asked for. */
function count(counter: Counter, start: EpochMs, change: Spent): void {
  if (counter.start > start) return;
  const goesOn = counter.start === start;
  counter.start = start;
  counter.requests = Math.max(0, change.requests + (goesOn ? counter.requests : 0));
  counter.tokens = Math.max(0, change.tokens + (goesOn ? counter.tokens : 0));
  counter.costMicros = Math.max(0, change.costMicros + (goesOn ? counter.costMicros : 0));
}

const MINUTE = 60_000;

/** Where all windows of a moment begin: the same for every call of a minute. */
class WindowStarts {
  #minute = -1;
  #starts: readonly EpochMs[] = [];

  of(at: EpochMs): readonly EpochMs[] {
    const minute = Math.floor(at / MINUTE);
    if (minute !== this.#minute) {
      this.#starts = WINDOWS.map((window) => windowStart(window, at));
      this.#minute = minute;
    }
    return this.#starts;
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

function keyOf(scope: SpendScope, name: string): string {
  return `${scope} ${name}`;
}

function splitKey(key: string): { readonly window: SpendWindow; readonly scope: string } {
  const space = key.indexOf(' ');
  const word = key.slice(0, space);
  return { window: WINDOWS.find((window) => window === word) ?? 'total', scope: key.slice(space + 1) };
}
