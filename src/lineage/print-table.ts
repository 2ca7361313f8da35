// Prints and what they lead to, the oldest falling out first: a map of numbers in flat arrays, a third of a Map's memory and time.

const SMALLEST = 64;
/** INVARIANT: prints that were made to meet in one row are looked through to here, and not remembered beyond. */
const LONGEST_ROW = 128;
/** The row of a print that is not known has no room. */
const TOO_LONG = -1;

/**
 * Holds at most `bound` prints; time is constant. ATTACKER-CONTROLLED: the prints, within what their text must say to
 * have them.
 */
export class PrintTable<V extends object> {
  readonly #bound: number;
  /** A ring in order of age: at each place a print, its value, and the next place of its row. */
  #prints = new Float64Array(SMALLEST);
  #values = new Array<V | undefined>(SMALLEST);
  #next = new Int32Array(SMALLEST);
  /** For each row its newest place. Places count from 1; 0 is none. */
  #rows = new Int32Array(SMALLEST);
  #oldest = 0;
  #size = 0;

  constructor(bound: number) {
    this.#bound = bound;
  }

  get size(): number {
    return this.#size;
  }

  get(print: number): V | undefined {
    const place = this.#find(print);
    return place > 0 ? this.#values[place - 1] : undefined;
  }

  /** The same for `prints[index]`: a number of 44 bits that is handed over is one more object. */
  getAt(prints: Float64Array, index: number): V | undefined {
    const print = prints[index] ?? 0;
    let place = this.#rows[this.#rowOf(print)] ?? 0;
    for (let looks = 0; place > 0 && looks <= LONGEST_ROW; looks += 1) {
      if (this.#prints[place - 1] === print) return this.#values[place - 1];
      place = this.#next[place - 1] ?? 0;
    }
    return undefined;
  }

  /** A print that is known keeps its age. */
  set(print: number, value: V): void {
    const known = this.#find(print);
    if (known === TOO_LONG) return;
    if (known > 0) {
      this.#values[known - 1] = value;
      return;
    }
    if (this.#size === this.#bound) this.#dropOldest();
    else if (this.#size === this.#prints.length) this.#grow();
    this.#add(print, value);
  }

  #find(print: number): number {
    let place = this.#rows[this.#rowOf(print)] ?? 0;
    for (let looks = 0; place > 0; looks += 1) {
      if (this.#prints[place - 1] === print) return place;
      if (looks === LONGEST_ROW) return TOO_LONG;
      place = this.#next[place - 1] ?? 0;
    }
    return 0;
  }

  #add(print: number, value: V): void {
    const index = (this.#oldest + this.#size) % this.#prints.length;
    const row = this.#rowOf(print);
    this.#prints[index] = print;
    this.#values[index] = value;
    this.#next[index] = this.#rows[row] ?? 0;
    this.#rows[row] = index + 1;
    this.#size += 1;
  }

  /** It stands last in its row, which begins with the newest. */
  #dropOldest(): void {
    const gone = this.#oldest + 1;
    const row = this.#rowOf(this.#prints[this.#oldest] ?? 0);
    let before = 0;
    for (let place = this.#rows[row] ?? 0; place !== gone; place = this.#next[place - 1] ?? 0) before = place;
    if (before === 0) this.#rows[row] = 0;
    else this.#next[before - 1] = 0;
    this.#values[this.#oldest] = undefined;
    this.#oldest = gone % this.#prints.length;
    this.#size -= 1;
  }

  /** INVARIANT: nothing has fallen out before the ring has its full length, so the oldest is the first. */
  #grow(): void {
    const prints = this.#prints;
    const values = this.#values;
    const room = Math.min(this.#bound, prints.length * 2);
    this.#prints = new Float64Array(room);
    this.#values = new Array<V | undefined>(room);
    this.#next = new Int32Array(room);
    this.#rows = new Int32Array(this.#rows.length * 2);
    this.#size = 0;
    for (const [index, print] of prints.entries()) {
      const value = values[index];
      if (value !== undefined) this.#add(print, value);
    }
  }

  /** A print's lower bits are mixed well. */
  #rowOf(print: number): number {
    return print & (this.#rows.length - 1);
  }
}
