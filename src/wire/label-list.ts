// Collects names, ids and keys: what structures a request and yet is for an agent to choose.

import { API_WORDS } from './api-words.ts';

/** Each label once, in the order in which they came. */
export interface LabelList {
  readonly add: (label: string) => void;
  readonly labels: () => readonly string[];
}

/** An empty list. It takes no empty strings and no words of the API. */
export function createLabelList(): LabelList {
  const found = new Set<string>();
  return {
    add: (label) => {
      if (label !== '' && !API_WORDS.has(label)) found.add(label);
    },
    labels: () => [...found],
  };
}
