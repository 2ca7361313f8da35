// Index keys of names: two names that any look-alike rule takes for each other share at least one key.

import { skeleton } from '../values/skeleton.ts';

const PLAIN = /^[a-z0-9_-]*$/;
const MAX_DECODINGS = 3;

/**
 * The keys under which a literal name is filed and looked up. INVARIANT: coarser than the loose comparison of names,
 * so the index never hides a policy; what it finds too much, the comparison itself refuses.
 */
export function nameKeys(name: string): readonly string[] {
  if (PLAIN.test(name)) return [lettersOf(skeleton(name))];
  const keys = new Set<string>();
  for (const variant of decodings(name)) {
    const shape = skeleton(variant);
    keys.add(lettersOf(shape));
    keys.add(asciiOf(shape));
    keys.add(asciiOf(skeleton(variant.replace(/[^a-zA-Z0-9_-]/g, '_'))));
  }
  return [...keys];
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

function asciiOf(text: string): string {
  return text.replace(/[^a-zA-Z0-9]/g, '').toLowerCase();
}

function decodings(name: string): readonly string[] {
  const forms = [name];
  let current = name;
  for (let round = 0; round < MAX_DECODINGS && current.includes('%'); round += 1) {
    current = current.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    forms.push(current, utf8Decoded(current));
  }
  return forms;
}

/** The text that these code units are the UTF-8 bytes of, or the text itself where they are not. */
function utf8Decoded(text: string): string {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0xff) return text;
    bytes[index] = unit;
  }
  return new TextDecoder().decode(bytes);
}
