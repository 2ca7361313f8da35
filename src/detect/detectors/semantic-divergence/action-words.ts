// What an action is about, as words: its tool's name, and the values that it carries.

import type { JsonValue } from '../../../domain/index.ts';
import type { InspectedAction } from '../../detector.ts';
import { fnv1a } from '../../fnv.ts';

/** A word as it is compared, and as it stands there in lower case. */
export interface TellingWord {
  readonly stem: string;
  readonly said: string;
}

export interface ActionWords {
  readonly id: string;
  /** Words of the name: `send_money` says send and money. */
  readonly name: readonly TellingWord[];
  /** Words and tokens of the values, each once. */
  readonly values: readonly TellingWord[];
}

const MAX_WORDS = 512;
const MAX_DEPTH = 8;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}@.+/:_-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu;
/** Words that stand in every text. */
const EMPTY = new Set(
  `a an and are as at be by do for from has have i if in is it its me my not of on or our please so that the their them then there this
  to us was we will with you your all any can could would should what which who when how e g etc`.split(
    /\s+/,
  ),
);

/** The stems of the telling words of a text, in order. Linear; at most `limit`. */
export function tellingWords(text: string, limit = MAX_WORDS): readonly string[] {
  return wordsOf(text, limit).map(({ stem }) => stem);
}

function wordsOf(text: string, limit = MAX_WORDS): readonly TellingWord[] {
  const words: TellingWord[] = [];
  for (const [said] of text.toLowerCase().matchAll(WORD)) {
    if (words.length >= limit) break;
    if (!EMPTY.has(said)) words.push({ stem: stemOf(said.replace(/^(?:https?:\/\/)?(?:www\.)?/, '')), said });
  }
  return words;
}

/** Plural and the commonest endings away, so that "messages" and "message" meet. */
function stemOf(word: string): string {
  if (word.length < 5 || /[\d@.]/.test(word)) return word;
  return word.replace(/(?:ies|ing|ed|es|s)$/, '');
}

export function actionWords(action: InspectedAction): ActionWords {
  switch (action.type) {
    case 'tool_call': {
      const texts =
        action.arguments.kind === 'object' ? leaves(action.arguments.value, 0) : [action.rawArguments];
      return {
        id: action.id,
        name: splitName(action.toolName),
        values: unique(texts.flatMap((text) => wordsOf(text))),
      };
    }
    case 'code_execution':
      return { id: action.id, name: wordsOf('run code'), values: unique(wordsOf(action.code)) };
    case 'handoff':
      return { id: action.id, name: splitName(action.target), values: [] };
  }
}

function splitName(name: string): readonly TellingWord[] {
  return wordsOf(name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_.:/-]/g, ' '), 16);
}

function leaves(value: JsonValue, depth: number): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (depth >= MAX_DEPTH || typeof value !== 'object' || value === null) return [];
  const inner = Array.isArray(value) ? value : Object.values(value);
  return inner.slice(0, MAX_WORDS).flatMap((item: JsonValue) => leaves(item, depth + 1));
}

const unique = (words: readonly TellingWord[]) =>
  [...new Map(words.map((word) => [word.stem, word])).values()].slice(0, MAX_WORDS);

/** A word as an unsigned number: enough to compare words, too little to be one. */
export function wordPrint(word: string): number {
  return fnv1a(word) >>> 0;
}
