// A matter is told once when it comes up; while it goes on, it is counted and told again after a while. A pure fold over events.

import type { EpochMs } from '../domain/index.ts';
import type { AlertEvent } from './event.ts';

export interface Due {
  readonly event: AlertEvent;
  readonly count: number;
  readonly first: boolean;
}

interface Matter {
  readonly since: EpochMs;
  latest: AlertEvent;
  untold: number;
}

/** Past this many matters the oldest is told early and forgotten: memory is bounded, whatever agents do. */
const MAX_MATTERS = 1_000;

export class Grouping {
  readonly #windowMs: number;
  readonly #matters = new Map<string, Matter>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** What is to be told because of this event: itself, when the matter is new. */
  add(event: AlertEvent, now: EpochMs): readonly Due[] {
    const key = JSON.stringify([event.kind, event.agent ?? '', event.subject]);
    const known = this.#matters.get(key);
    if (known !== undefined) {
      known.latest = event;
      known.untold += 1;
      return [];
    }
    this.#matters.set(key, { since: now, latest: event, untold: 0 });
    return [...this.#evicted(), { event, count: 1, first: true }];
  }

  /** Matters whose window is over: told if they went on, forgotten if they did not. */
  due(now: EpochMs): readonly Due[] {
    const due: Due[] = [];
    for (const [key, matter] of this.#matters) {
      // In the order of their beginnings: the rest is younger.
      if (now - matter.since < this.#windowMs) break;
      this.#matters.delete(key);
      if (matter.untold === 0) continue;
      due.push({ event: matter.latest, count: matter.untold, first: false });
      this.#matters.set(key, { since: now, latest: matter.latest, untold: 0 });
    }
    return due;
  }

  #evicted(): readonly Due[] {
    if (this.#matters.size <= MAX_MATTERS) return [];
    for (const [key, { latest, untold }] of this.#matters) {
      this.#matters.delete(key);
      return untold === 0 ? [] : [{ event: latest, count: untold, first: false }];
    }
    return [];
  }
}
