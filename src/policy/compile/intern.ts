// Compiles each distinct pattern, path and name of one file once, so that a thousand policies share them and a decision caches by identity.

import { compileName, type NameMatcher, nameShapes } from '../values/glob.ts';
import { compileParameterPath } from '../values/parameter-path.ts';
import { compilePattern, type PatternResult } from '../values/pattern.ts';

export interface Interned {
  pattern(source: string): PatternResult;
  path(source: string): ReturnType<typeof compileParameterPath>;
  name(glob: string): NameMatcher;
}

/** Names whose shapes are remembered: one name is asked about by every policy that names agents or tools. */
const MAX_SHAPES = 1024;
const MAX_SHAPED_LENGTH = 256;

/** A fresh set of caches; it lives as long as the compiled set that was made with it. */
export function createInterned(): Interned {
  const shapesOf = remembered(nameShapes);
  return {
    pattern: memoized(compilePattern),
    path: memoized(compileParameterPath),
    name: memoized((glob) => compileName(glob, shapesOf)),
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

/** ATTACKER-CONTROLLED: the names. So the memory is bounded, and a long name is computed each time. */
function remembered<T>(compute: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const existing = known.get(name);
    if (existing !== undefined) return existing;
    const made = compute(name);
    if (name.length > MAX_SHAPED_LENGTH) return made;
    if (known.size >= MAX_SHAPES) known.clear();
    known.set(name, made);
    return made;
  };
}
