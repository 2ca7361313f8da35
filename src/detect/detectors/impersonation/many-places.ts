// Which of very many places of a text are looked at: one of each context, and of those the telling ones, the first and the last.

import { isLetter } from './letters.ts';
import { joined, printOf } from './prints.ts';

/** Places of one text that are looked at. Messages of real agents name others six times at most. */
const MOST = 128;
const FIRST = MOST / 4;
const LAST = MOST / 4;
/** Units on either side by which contexts are told apart. */
const NEAR = 16;

/** Where they begin and end, in order and apart. */
export interface Places {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

export interface Chosen {
  /** Indices, in order. */
  readonly kept: readonly number[];
  /** How many places have another context than all that are kept, and are not kept. */
  readonly left: number;
}

/** Linear in the text. ATTACKER-CONTROLLED: the text. */
export function tellingPlaces(text: string, places: Places): Chosen {
  if (places.starts.length <= MOST) return { kept: places.starts.map((_, index) => index), left: 0 };
  const distinct = distinctPlaces(text, places);
  if (distinct.length <= MOST) return { kept: distinct, left: 0 };
  const middle = distinct.slice(FIRST, -LAST);
  const room = MOST - FIRST - LAST;
  const telling: number[] = [];
  const others: number[] = [];
  for (const index of middle) {
    if (telling.length === room) break;
    const list = isTelling(text, places.starts[index] ?? 0) ? telling : others;
    if (list.length < room) list.push(index);
  }
  const between = [...telling, ...others.slice(0, room - telling.length)].sort((a, b) => a - b);
  const kept = [...distinct.slice(0, FIRST), ...between, ...distinct.slice(-LAST)];
  return { kept, left: distinct.length - kept.length };
}

/** The first place of each context, which ends where the next name stands. */
function distinctPlaces(text: string, { starts, ends }: Places): readonly number[] {
  const seen = new Set<number>();
  const distinct: number[] = [];
  for (let index = 0; index < starts.length; index += 1) {
    const start = starts[index] ?? 0;
    const end = ends[index] ?? 0;
    const from = Math.max(ends[index - 1] ?? 0, start - NEAR);
    const to = Math.min(starts[index + 1] ?? text.length, end + NEAR);
    const context = joined(printOf(text, from, start), printOf(text, end, to));
    if (seen.has(context)) continue;
    seen.add(context);
    distinct.push(index);
  }
  return distinct;
}

/** Words for who speaks, directly before a name. */
const OF_SPEAKERS: ReadonlySet<number> = new Set(
  "i i'm i’m am me my this from by as for behalf sender speaker author agent name role signed say says the your our"
    .split(' ')
    .map((word) => printOf(word)),
);
const LONGEST = 8;
const MARKS = 4;
const NEWLINE = 0x0a;

/** Begins a line, but for a few marks, or stands behind a word for who speaks. */
function isTelling(text: string, start: number): boolean {
  let end = start;
  while (end > 0 && start - end <= MARKS && !isLetter(text.charCodeAt(end - 1))) {
    end -= 1;
    if (text.charCodeAt(end) === NEWLINE) return true;
  }
  if (end === 0) return true;
  let from = end;
  while (from > 0 && end - from <= LONGEST && isInWord(text.charCodeAt(from - 1))) from -= 1;
  return OF_SPEAKERS.has(printOf(text, from, end));
}

function isInWord(code: number): boolean {
  return code === 0x27 || code === 0x2019 || isLetter(code);
}
