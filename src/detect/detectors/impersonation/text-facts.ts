// What is true of a text as a whole, and of the place of a name in it, as numbers.

import type { TextSpan } from '../../../domain/index.ts';
import type { Side } from './context-features.ts';
import { LINE } from './context-tokens.ts';
import type { Mention } from './mentions.ts';
import { joined, printOf } from './prints.ts';

const FACT = {
  named: printOf('named'),
  own: printOf('own'),
  length: printOf('length'),
  line: printOf('line'),
  fromStart: printOf('from start'),
  toEnd: printOf('to end'),
  asks: printOf('asks'),
  often: printOf('often'),
  exact: printOf('exact'),
  form: printOf('form'),
} as const;

const QUESTION = printOf('?');
const SENTENCE_ENDS: ReadonlySet<number> = new Set([printOf('.'), printOf('!'), LINE, QUESTION]);

interface Around {
  readonly behind: Side;
  readonly form: string | undefined;
}

export class TextFacts {
  readonly #text: string;
  readonly #counts = new Map<string, number>();
  readonly #whole: readonly number[];
  /** Where the first line ends, and where the last begins, blank ones aside. */
  readonly #firstEnds: number;
  readonly #lastBegins: number;

  /** `all` are the names in the text; `speaker` is whose text it is, where that is known. */
  constructor(text: string, all: readonly Mention[], speaker: string | undefined) {
    this.#text = text;
    for (const { agent } of all) this.#counts.set(agent, (this.#counts.get(agent) ?? 0) + 1);
    const own = speaker !== undefined && this.#counts.has(speaker) ? 1 : 0;
    this.#whole = [
      joined(FACT.named, Math.min(4, this.#counts.size - own)),
      joined(FACT.own, own),
      joined(FACT.length, scale(text.length, 32)),
    ];
    const end = text.indexOf('\n', text.length - text.trimStart().length);
    this.#firstEnds = end === -1 ? text.length : end;
    this.#lastBegins = text.trimEnd().lastIndexOf('\n');
  }

  /** Of one name; `behind` is what stands behind it, `form` the known form of a claim that it stands in. */
  of(agent: string, { start, end }: TextSpan, { behind, form }: Around): number[] {
    const first = start <= this.#firstEnds ? 1 : 0;
    const last = end > this.#lastBegins ? 1 : 0;
    const stops = behind.kinds.find((kind) => SENTENCE_ENDS.has(kind));
    const [named = 0, own = 0, length = 0] = this.#whole;
    return [
      named,
      own,
      length,
      joined(FACT.line, 2 * first + last),
      joined(FACT.fromStart, scale(start, 8)),
      joined(FACT.toEnd, scale(this.#text.length - end, 8)),
      joined(FACT.asks, stops === QUESTION ? 1 : 0),
      joined(FACT.often, Math.min(3, this.#counts.get(agent) ?? 0)),
      joined(FACT.exact, this.#text.startsWith(agent, start) ? 1 : 0),
      joined(FACT.form, form === undefined ? 0 : printOf(form)),
    ];
  }
}

/** A length by its magnitude, in seven steps. */
function scale(length: number, unit: number): number {
  return Math.min(6, Math.ceil(Math.log2(length / unit + 1)));
}
