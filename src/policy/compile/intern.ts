// Compiles each distinct pattern, path and name of one file once, so that a thousand policies share them and a decision caches by identity.

import { compileName, type NameMatcher } from '../values/glob.ts';
import { compileParameterPath } from '../values/parameter-path.ts';
import { compilePattern, type PatternResult } from '../values/pattern.ts';

export interface Interned {
  pattern(source: string): PatternResult;
  path(source: string): ReturnType<typeof compileParameterPath>;
  name(glob: string): NameMatcher;
}

/** A fresh set of caches; it lives as long as the compiled set that was made with it. */
export function createInterned(): Interned {
  return {
    pattern: memoized(compilePattern),
    path: memoized(compileParameterPath),
    name: memoized(compileName),
  };
}

function memoized<T>(compile: (source: string) => T): (source: string) => T {
  const known = new Map<string, T>();
  return (source) => {
    const existing = known.get(source);
    if (existing !== undefined) return existing;
    const made = compile(source);
    known.set(source, made);
    return made;
  };
}
