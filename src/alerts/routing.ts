// Which event is told to whom: each sink says what it wants to hear, and how bad it must be.

import { type AlertInterest, SEVERITIES } from '../domain/index.ts';
import type { AlertEvent } from './event.ts';

/** True when the interest is in this. */
export function concerns({ on, minSeverity, agents }: AlertInterest, event: AlertEvent): boolean {
  if (!(on.length === 0 ? event.kind !== 'LOG' : names(on, event))) return false;
  if (SEVERITIES.indexOf(event.severity) < SEVERITIES.indexOf(minSeverity)) return false;
  return agents.length === 0 || (event.agent !== undefined && agents.includes(event.agent));
}

function names(on: AlertInterest['on'], { kind, detector }: AlertEvent): boolean {
  return on.some((topic) => topic === kind || topic === detector);
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
