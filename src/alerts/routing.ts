// Which event is told to whom: each sink says what it wants to hear, and how bad it must be.

import type { AlertEvent, AlertKind, Severity } from './event.ts';
import { SEVERITIES } from './event.ts';

export interface Interest {
  /** Empty: all kinds. */
  readonly on: readonly AlertKind[];
  readonly minSeverity: Severity;
  /** Empty: all agents, and what concerns none. */
  readonly agents: readonly string[];
}

/** True when the sink wants to hear of this. */
export function concerns({ on, minSeverity, agents }: Interest, event: AlertEvent): boolean {
  if (on.length > 0 && !on.includes(event.kind)) return false;
  if (SEVERITIES.indexOf(event.severity) < SEVERITIES.indexOf(minSeverity)) return false;
  return agents.length === 0 || (event.agent !== undefined && agents.includes(event.agent));
}

/** At most `perMinute` in any minute that begins with a pass. */
export class RateGate {
  readonly #perMinute: number;
  #since = Number.NEGATIVE_INFINITY;
  #passed = 0;

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  pass(now: number): boolean {
    if (now - this.#since >= 60_000) {
      this.#since = now;
      this.#passed = 0;
    }
    if (this.#passed >= this.#perMinute) return false;
    this.#passed += 1;
    return true;
  }
}
