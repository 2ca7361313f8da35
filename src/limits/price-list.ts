// What models cost: per million tokens, by model name or glob.

import type { PriceList } from '../domain/index.ts';

export interface ModelPrice {
  /** Per million prompt tokens. */
  readonly input: number;
  /** Per million completion tokens. */
  readonly output: number;
}

/** An exact name goes before a glob, a longer glob before a shorter one. */
export function priceListOf(models: Readonly<Record<string, ModelPrice>>): PriceList {
  const entries = Object.entries(models);
  const exact = new Map(entries.filter(([model]) => !model.includes('*')));
  const globs = entries.filter(([model]) => model.includes('*')).sort(([a], [b]) => b.length - a.length);
  return {
    costMicros(model, promptTokens, completionTokens) {
      const price = exact.get(model) ?? globs.find(([glob]) => matches(glob, model))?.[1];
      // Per million tokens in units is per token in millionths.
      return price === undefined
        ? undefined
        : Math.ceil(promptTokens * price.input + completionTokens * price.output);
    },
  };
}

/** `*` stands for any run of characters. Linear: each part is looked for once, from the left. */
function matches(glob: string, name: string): boolean {
  const parts = glob.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
