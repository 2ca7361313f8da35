// A list of names as an author wrote it, ready to be compared: by skeleton where that restricts, byte-exact where it grants.

import type { NameMatcher } from '../values/glob.ts';
import type { Interned } from './intern.ts';

/**
 * What a match does to the agent. Where it restricts, look-alike names and unverified claims count; where it grants
 * (an ALLOW, an exception, a negation inside a restriction) only exact names and verified facts do.
 */
export type Polarity = 'restrict' | 'grant';

export function opposite(polarity: Polarity): Polarity {
  return polarity === 'restrict' ? 'grant' : 'restrict';
}

export interface CompiledNames {
  readonly sources: readonly string[];
  /** True when none of them is a glob: the index can find them. */
  readonly literal: boolean;
  readonly matches: (name: string) => boolean;
}

/** Compiles names and `*` globs for one polarity. ATTACKER-CONTROLLED: the names that `matches` is asked about. */
export function compileNames(
  sources: readonly string[],
  polarity: Polarity,
  interned: Interned,
): CompiledNames {
  const matchers = sources.map((source) => interned.name(source));
  const literals = new Set(matchers.filter((matcher) => matcher.literal).map((matcher) => matcher.source));
  return {
    sources,
    literal: matchers.every((matcher) => matcher.literal),
    matches: (name) => literals.has(name) || matchers.some((matcher) => agrees(matcher, name, polarity)),
  };
}

function agrees(matcher: NameMatcher, name: string, polarity: Polarity): boolean {
  return polarity === 'grant' ? matcher.exactly(name) : matcher.loosely(name);
}
