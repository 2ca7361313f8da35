// Remembers a fact of each character of one text, so that each costs its look once.

const PAGE = 256;
const PAGE_BITS = 8;
/** Of a place in a page that nothing is known of. */
const UNKNOWN = 0;

/** Answers of a pure function of code points, each worked out once; the answers are numbers from 0 on. */
export class CodeTable {
  readonly #answer: (code: number) => number;
  /** Latin letters, which stand between those of all other pages. */
  readonly #first = new Int32Array(PAGE);
  readonly #pages = new Map<number, Int32Array<ArrayBuffer>>();
  #number = -1;
  #page = new Int32Array(0);

  constructor(answer: (code: number) => number) {
    this.#answer = answer;
  }

  get(code: number): number {
    const page = code < PAGE ? this.#first : this.#pageOf(code);
    const place = code & (PAGE - 1);
    const known = page[place] ?? UNKNOWN;
    if (known !== UNKNOWN) return known - 1;
    const answer = this.#answer(code);
    page[place] = answer + 1;
    return answer;
  }

  /** Most characters of a text stand with their neighbours. */
  #pageOf(code: number): Int32Array {
    const number = code >> PAGE_BITS;
    if (number !== this.#number) this.#turnTo(number);
    return this.#page;
  }

  #turnTo(number: number): void {
    const page = this.#pages.get(number) ?? new Int32Array(PAGE);
    this.#pages.set(number, page);
    this.#page = page;
    this.#number = number;
  }
}
