// The state that decisions read, as it was at a moment: folded from the facts on record, with those that were on their way.

import { type ExchangeFacts, GatewayState } from '../gateway/index.ts';

/** Only ever moves forward. */
export class PastState {
  readonly state = new GatewayState();
  readonly #doors: readonly number[];
  readonly #facts: (index: number) => Promise<ExchangeFacts | undefined>;
  #next = 0;

  /** `doors`: the records that have facts, in order. */
  constructor(doors: readonly number[], facts: (index: number) => Promise<ExchangeFacts | undefined>) {
    this.#doors = doors;
    this.#facts = facts;
  }

  /** Looks at the state of `moment`. */
  async at<T>(
    { through, ahead }: { readonly through: number; readonly ahead: number },
    look: (state: GatewayState) => T,
  ): Promise<T> {
    for (let door = this.#doors[this.#next]; door !== undefined && door <= through; ) {
      const facts = await this.#facts(door);
      if (facts !== undefined) this.state.restore(facts, door);
      door = this.#doors[++this.#next];
    }
    const onTheirWay: ExchangeFacts[] = [];
    for (const door of this.#doors.slice(this.#next, this.#next + ahead)) {
      const facts = await this.#facts(door);
      if (facts !== undefined) onTheirWay.push(facts);
    }
    return this.state.withAhead(onTheirWay, () => look(this.state));
  }
}
