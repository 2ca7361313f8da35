// Index keys of names: two names that any look-alike rule takes for each other share at least one key.

import { percentDecodings, skeleton } from '../../content/index.ts';

const PLAIN = /^[a-z0-9_-]*$/;

/**
 * The keys under which a literal name is filed and looked up. INVARIANT: coarser than the loose comparison of names,
 * so the index never hides a policy; what it finds too much, the comparison itself refuses.
 */
export function nameKeys(name: string): readonly string[] {
  if (PLAIN.test(name)) return [lettersOf(skeleton(name))];
  const keys = new Set<string>();
  for (const variant of percentDecodings(name)) {
    const shape = skeleton(variant);
    keys.add(lettersOf(shape));
    keys.add(asciiOf(shape));
    keys.add(asciiOf(skeleton(variant.replace(/[^a-zA-Z0-9_-]/g, '_'))));
  }
  return [...keys];
}

function lettersOf(shape: string): string {
  return shape.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

function asciiOf(shape: string): string {
  return shape.replace(/[^a-zA-Z0-9]/g, '').toLowerCase();
}
