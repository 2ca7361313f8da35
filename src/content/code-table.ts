// Remembers a fact of each character of one text, so that each costs its look once.

const PAGE = 256;
const PAGE_BITS = 8;
/** Of a place in a page that nothing is known of. */
const UNKNOWN = 0;

/** Pages that there is room for at first: those of one script, and of signs. */
const FIRST_ROOM = 4;

/** Answers of a pure function of code points, each worked out once; the answers are numbers from 0 on. */
export class CodeTable {
  readonly #answer: (code: number) => number;
  /** Latin letters, which stand between those of all other pages, first; the pages in order of their first use. */
  #pages = EMPTY;
  /** Where the page of each number begins. */
  readonly #begins = new Map<number, number>();
  #room = PAGE;
  /** The page that was last turned to: most characters of a text stand with their neighbours. */
  #number = 0;
  #begin = 0;

  constructor(answer: (code: number) => number) {
    this.#answer = answer;
  }

  get(code: number): number {
    const number = code >> PAGE_BITS;
    if (number === 0) return this.#at(code, code);
    if (number !== this.#number) this.#turnTo(number);
    return this.#at(this.#begin + (code & (PAGE - 1)), code);
  }

  #at(place: number, code: number): number {
    const known = this.#pages[place] ?? UNKNOWN;
    if (known !== UNKNOWN) return known - 1;
    const answer = this.#answer(code);
    if (place >= this.#pages.length) this.#grow();
    this.#pages[place] = answer + 1;
    return answer;
  }

  #turnTo(number: number): void {
    const begin = this.#begins.get(number) ?? this.#room;
    if (begin === this.#room) {
      this.#begins.set(number, begin);
      this.#room += PAGE;
    }
    this.#number = number;
    this.#begin = begin;
  }

  #grow(): void {
    const pages = new Int32Array(Math.max(FIRST_ROOM * PAGE, 2 * this.#pages.length));
    pages.set(this.#pages);
    this.#pages = pages;
  }
}

const EMPTY = new Int32Array(0);
