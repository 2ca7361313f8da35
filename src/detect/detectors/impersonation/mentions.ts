// Where a text names agents, in whatever spelling; of very many such places, those that say different things.

import type { TextSpan } from '../../../domain/index.ts';
import { isPart } from './letters.ts';
import { type Places, tellingPlaces } from './many-places.ts';
import { SpelledNames } from './spelled-names.ts';

export interface Mention {
  readonly agent: string;
  readonly span: TextSpan;
}

export interface Mentions {
  /** In order of place; none overlaps another. */
  readonly read: readonly Mention[];
  /** Whether all others stand in the same words as those. */
  readonly complete: boolean;
}

/** Places that are found from the beginning on; where there are more, the end is read as well, which has room for no more. */
const MOST_FOUND = 8192;
const END = 32 * 1024;

/** Linear. `text` is in lower case. ATTACKER-CONTROLLED: the text. */
export function mentionsIn(text: string, names: readonly string[]): Mentions {
  const found: FoundNames = { agents: [], starts: [], ends: [] };
  const spelled = new SpelledNames(names);
  const stopped = findNames(found, { text, spelled }, { from: 0, most: MOST_FOUND });
  const from = Math.max(stopped, text.length - END);
  const end = findNames(found, { text, spelled }, { from, most: 2 * MOST_FOUND });
  const { kept, left } = tellingPlaces(text, found);
  const read = kept.map((index) => ({
    agent: found.agents[index] ?? '',
    span: { start: found.starts[index] ?? 0, end: found.ends[index] ?? 0 },
  }));
  return { read, complete: left === 0 && from === stopped && end === text.length };
}

/** Rows and no objects: there may be thousands. */
interface FoundNames extends Places {
  readonly agents: string[];
  readonly starts: number[];
  readonly ends: number[];
}

interface Searched {
  readonly text: string;
  readonly spelled: SpelledNames;
}

/** Adds every name, the longest of those that begin at one place; answers where it stopped. */
function findNames(
  found: FoundNames,
  { text, spelled }: Searched,
  { from, most }: { readonly from: number; readonly most: number },
): number {
  for (let at = from; at < text.length; at += 1) {
    if (!spelled.mayBegin(text.charCodeAt(at)) || isPart(text, at - 1, -1)) continue;
    const name = spelled.at(text, at);
    if (name === undefined) continue;
    if (found.starts.length === most) return at;
    found.agents.push(name.agent);
    found.starts.push(at);
    found.ends.push(name.end);
    at = name.end - 1;
  }
  return text.length;
}
