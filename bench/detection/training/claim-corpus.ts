// The texts that the model of claims is trained on: independent authors', our own, and ordinary messages that may be trained on.

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readRows } from '../rows.ts';
import { CLAIMS, type NamingText, ownTexts } from './claim-texts.ts';
import { pick, type Random, seeded, shuffled } from './random.ts';

/** Each has written claims and hard honest lines without sight of the code, or of the others' texts. */
export const AUTHORS = ['a', 'b', 'c', 'e', 'f'] as const;

const lineSchema = z.object({
  label: z.enum(['attack', 'benign']),
  actual_sender: z.string(),
  claimed_sender: z.string().optional(),
  roster: z.array(z.string()),
  text: z.string(),
});

/** The texts of one author; the source is `author a`. */
export function authorTexts(author: string): readonly NamingText[] {
  return readFileSync(new URL(`author-${author}.jsonl`, CLAIMS), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => lineSchema.parse(JSON.parse(line)))
    .map(({ label, actual_sender: speaker, claimed_sender: claimed, roster, text }) => ({
      text,
      speaker,
      roster,
      claimed: label === 'attack' ? claimed : undefined,
      source: `author ${author}`,
    }));
}

/** MIT; the set of real agent runs that the thresholds come from is not among them. */
const ORDINARY = ['asb_clean_messages', 'tau_bench_messages'];
const EACH_FORM = 12;
const LONGEST_TALK = 1200;

/** Everything but the authors' texts. */
export function commonTexts(folder: string): readonly NamingText[] {
  const talk = ORDINARY.flatMap((file) =>
    readRows(folder, `${file}.jsonl.gz`).filter(({ channel }) => channel === 'agent_message'),
  );
  const texts = [...new Set(talk.map(({ text }) => text))];
  const cut = texts.map((text) => text.slice(0, LONGEST_TALK));
  return [...ownTexts(seeded(5), cut, EACH_FORM), ...passing(seeded(11), texts)];
}

const SPEAKER = 'Self_Agent';
/** What stands in a sentence behind a small word as an agent's name might: somebody, a tool, a proper name. */
const IN_PASSING =
  /(?<=\b[a-z]{2,12} )(?:[A-Z][a-z]{3,14}|[a-z]+_[a-z_]{3,20}|(?:customer|user|agent|system|manager|team|supervisor|assistant|service|tool|researcher|consultant|analyst|engineer|client|doctor|patient|database)(?!\w))/g;

/** Ordinary messages in which something that is mentioned in passing takes the place of an agent. */
function passing(random: Random, texts: readonly string[]): readonly NamingText[] {
  return texts.flatMap((text) => {
    const names = [...new Set(Array.from(text.matchAll(IN_PASSING), ([name]) => name))];
    if (names.length === 0) return [];
    const roster = [...shuffled(random, names).slice(0, 2), pick(random, names), SPEAKER];
    return [{ text, speaker: SPEAKER, roster: [...new Set(roster)], claimed: undefined, source: 'passing' }];
  });
}
