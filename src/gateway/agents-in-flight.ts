// How many calls each agent has in flight, held ones included: one agent can not take every place of the others.

import { GatewayError } from '../domain/index.ts';

export class AgentsInFlight {
  readonly #max: number;
  readonly #counts = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Runs one call of `agent`. Throws GatewayError overloaded where the agent has its share in flight already. */
  async counted(agent: string, run: () => Promise<void>): Promise<void> {
    const before = this.#counts.get(agent) ?? 0;
    if (before >= this.#max) {
      throw new GatewayError('overloaded', {
        publicMessage: `agent ${agent} has ${before} calls in flight, the most that one agent may have`,
      });
    }
    this.#counts.set(agent, before + 1);
    try {
      await run();
    } finally {
      const left = (this.#counts.get(agent) ?? 1) - 1;
      if (left === 0) this.#counts.delete(agent);
      else this.#counts.set(agent, left);
    }
  }
}
