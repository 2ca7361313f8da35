// What the ledger keeps of a text so that later texts can be traced to it: prints, origin and labels, never the text.

import type { TextOrigin } from '../domain/index.ts';

/** Where a text entered, for people who trace: an exchange, and the message's position in its request; none for its reply. */
export interface SourcePlace {
  readonly exchange: string;
  readonly message?: number;
}

/** Somebody whose words, or some tool whose data, a text holds. */
export interface Source {
  readonly origin: TextOrigin;
  readonly labels: readonly string[];
  readonly place: SourcePlace;
}

/** A text that entered for the first time. Derived facts: a fold over them needs no texts. */
export interface SpanFacts extends Source {
  /** Digest of the message that carried it. */
  readonly digest: string;
  readonly grams: readonly number[];
  readonly values: readonly number[];
  /** Confidential values that are known again in other workflows, too; absent where there are none. */
  readonly telling?: readonly number[];
  /** What it repeats of earlier texts: their labels are its labels. */
  readonly repeats: readonly Source[];
  /** Prints of the words and values by which the text authorises; empty unless a user or developer wrote it. */
  readonly authorises: readonly number[];
}

/** An agent's words repeat data; data and what people say are where words begin. */
export function isFirstHand(origin: TextOrigin): boolean {
  return origin.kind !== 'agent' && origin.kind !== 'unknown';
}

/** As conditions and records name a source: `tool:search`, `agent:planner`, `user`. */
export function sourceKey(origin: TextOrigin): string {
  return origin.kind === 'agent' || origin.kind === 'tool' ? `${origin.kind}:${origin.name}` : origin.kind;
}

/** Whether a source has a label that none of the others has. INVARIANT: where sources are bounded, such a one is kept. */
export function addsLabel(known: Iterable<Source>, { labels }: Source): boolean {
  const missing = new Set(labels);
  for (const source of known) {
    if (missing.size === 0) return false;
    for (const label of source.labels) missing.delete(label);
  }
  return missing.size > 0;
}
