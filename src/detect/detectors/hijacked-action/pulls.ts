// Passages of data that speak to their reader, and how much of an action each of them asks for.

import { type ActionLeaf, addressesOf, nameOf } from '../../action-values.ts';
import type { DetectorInput, DirectivePrint, InspectedAction } from '../../detector.ts';
import { tellingWords, wordPrint } from '../semantic-divergence/action-words.ts';
import { directivePrints } from '../semantic-divergence/semantic-divergence.ts';

/** A passage as a set of word prints, with how surely it is an instruction. */
export interface Passage {
  readonly words: ReadonlySet<number>;
  readonly strength: number;
}

/** The passages that could have asked for the actions: of this exchange's request and of earlier ones. */
export function passagesOf(input: DetectorInput): readonly Passage[] {
  const fresh = directivePrints({ ...input, texts: input.context });
  return [...fresh, ...input.history.directives].map(({ words, strength }: DirectivePrint) => ({
    words: new Set(words),
    strength,
  }));
}

/** What of an action nobody but data may have asked for. */
export interface Unasked {
  /** For each word that the task does not name, the prints of what it says. */
  readonly words: readonly (readonly number[])[];
  /** Likewise for each destination or key that the task does not name. */
  readonly destinations: readonly (readonly number[])[];
  readonly name: readonly number[];
}

const WORD = /[\p{L}\p{N}][\p{L}\p{N}@.+/:_-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu;
const SHORTEST = 3;
const MAX_WORDS = 256;
/** Longer leaves are contents: that data says what a mail says is no sign that data asked for the mail. */
const LONGEST_LEAF = 120;

/** Linear in the action. */
export function unaskedOf(
  action: InspectedAction,
  leaves: readonly ActionLeaf[],
  { lineage }: DetectorInput,
): Unasked {
  const short = leaves.filter(({ text }) => text.length <= LONGEST_LEAF);
  const words = new Set<string>();
  for (const { text } of short.length > 0 ? short : leaves) {
    for (const [word] of text.matchAll(WORD)) {
      if (words.size >= MAX_WORDS) break;
      if (word.length >= SHORTEST && !lineage.authorises(word)) words.add(word);
    }
  }
  const destinations = addressesOf(leaves).filter((address) => !lineage.authorises(address));
  return {
    words: [...words].map(prints).filter(({ length }) => length > 0),
    destinations: destinations.map(prints).filter(({ length }) => length > 0),
    name: prints(nameOf(action)),
  };
}

function prints(text: string): readonly number[] {
  return tellingWords(text, MAX_WORDS).map(wordPrint);
}

/** How much of an action a passage asks for. */
export interface Pull {
  /** The part of the unasked words that the passage says, 0..1. */
  readonly coverage: number;
  /** The passage says a destination that the task does not. */
  readonly destination: boolean;
  /** The passage says a word of the tool's name. */
  readonly named: boolean;
  readonly strength: number;
}

/** Undefined where the passage says nothing of what the action carries. */
export function pullOf({ words, destinations, name }: Unasked, passage: Passage): Pull | undefined {
  const says = (all: readonly number[]): boolean => all.every((print) => passage.words.has(print));
  const echoed = words.filter(says).length;
  const destination = destinations.some(says);
  if (echoed === 0 && !destination) return undefined;
  return {
    coverage: words.length === 0 ? 1 : echoed / words.length,
    destination,
    named: name.some((print) => passage.words.has(print)),
    strength: passage.strength,
  };
}
