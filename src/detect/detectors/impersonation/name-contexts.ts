// Every name that a text gives, with its context: what the model of claims is asked about.

import type { NameContext, Side } from './context-features.ts';
import { CUT, type Tokens, tokensAround } from './context-tokens.ts';
import { formAt } from './form-at.ts';
import { type Mention, mentionsIn } from './mentions.ts';
import { joined, printOf } from './prints.ts';
import { TextFacts } from './text-facts.ts';

export interface NamedInContext extends Mention, NameContext {
  /** The known form of a claim that stands here, if any. */
  readonly form: string | undefined;
}

/** A name while it is still being looked at. */
interface Found extends NamedInContext {
  readonly facts: number[];
}

export interface NamesInContext {
  readonly names: readonly NamedInContext[];
  /** Whether the text has no more mentions than are looked at, but for those in the same words. */
  readonly complete: boolean;
}

/**
 * The mentions of `names` in `text`, in order, with their contexts. `speaker` is whose text it is, where that is known: its
 * own name is context, and no mention. ATTACKER-CONTROLLED: the text. Linear in it.
 */
export function namesInContext(
  text: string,
  names: readonly string[],
  speaker: string | undefined,
): NamesInContext {
  // INVARIANT: places stay. The capital dotted I is the one letter that folding makes longer.
  const read = (text.includes('\u0130') ? text.replaceAll('\u0130', 'I') : text).toLowerCase();
  const { read: all, complete } = mentionsIn(read, speaker === undefined ? names : [...names, speaker]);
  const tokens = tokensAround(
    read,
    all.map(({ span }) => span),
  );
  const facts = new TextFacts(text, all, speaker);
  const found: Found[] = [];
  all.forEach(({ agent, span }, index) => {
    if (agent === speaker) return;
    const mask = (name: number) => maskOf(all[name]?.agent, agent, speaker);
    const before = sideOf(tokens, index, -1, mask);
    const behind = sideOf(tokens, index, 1, mask);
    const form = formAt(read, span);
    // Every field by name: a spread costs more than all the rest.
    found.push({ agent, span, before, behind, form, facts: facts.of(agent, span, { behind, form }) });
  });
  addTwins(found);
  return { names: found, complete };
}

const SAME = printOf('@same');
const OWN = printOf('@own');
const OTHER = printOf('@other');

function maskOf(agent: string | undefined, named: string, speaker: string | undefined): number {
  if (agent === named) return SAME;
  return agent === speaker ? OWN : OTHER;
}

const MOST_TOKENS = 32;

/** The tokens on one side of a name, up to where the window ends. */
function sideOf({ words, kinds, names, places }: Tokens, index: number, step: 1 | -1, mask: Mask): Side {
  const side = { words: [] as number[], kinds: [] as number[] };
  let at = (places[index] ?? 0) + step;
  for (let count = 0; count < MOST_TOKENS; count += 1) {
    const name = names[at];
    const kind = kinds[at];
    if (name === undefined || kind === undefined || (name === -1 && kind === CUT)) break;
    const masked = name === -1 ? undefined : mask(name);
    side.words.push(masked ?? words[at] ?? CUT);
    side.kinds.push(masked ?? kind);
    at += step;
  }
  return side;
}

/** What stands for a name, by its index. */
type Mask = (name: number) => number;

const TWINS = printOf('twins');

/** Adds how many other names stand between the same marks: lists and dialogues label more than one. */
function addTwins(found: readonly Found[]): void {
  const agents = new Map<number, Set<string>>();
  const labels = found.map(({ before, behind }) => joined(before.kinds[0] ?? CUT, behind.kinds[0] ?? CUT));
  found.forEach(({ agent }, index) => {
    const label = labels[index] ?? CUT;
    agents.set(label, (agents.get(label) ?? new Set()).add(agent));
  });
  found.forEach(({ facts }, index) => {
    facts.push(joined(TWINS, Math.min(3, (agents.get(labels[index] ?? CUT)?.size ?? 1) - 1)));
  });
}
