// What an analysis says about source code, and the report that the language readers write into.

import type { Capability } from '../domain/index.ts';

/** Where a capability was seen. INVARIANT: `what` is a word of our own tables, never text from the source. */
export interface Evidence {
  readonly capability: Capability;
  /** 1-based line of the analysed source; for embedded code, the line of the literal that holds it. */
  readonly line: number;
  readonly what: string;
}

export type UnknownCode = 'language' | 'too_large' | 'nul_byte';

/**
 * `capabilities` is what the code may do as far as it could be read. When `complete` is false something stayed
 * hidden (a broken token, a command built at run time, a script file): a capability that is not listed is then
 * unknown, not absent.
 */
export type CodeFacts =
  | {
      readonly kind: 'analysed';
      /** Sorted, without duplicates. */
      readonly capabilities: readonly Capability[];
      /** At most 64 entries in the order of discovery; `capabilities` is never cut. */
      readonly evidence: readonly Evidence[];
      readonly complete: boolean;
    }
  | { readonly kind: 'unknown'; readonly why: UnknownCode };

export type Language = 'python' | 'shell';

/** Source found inside source: a `python -c` argument, a here-document, a string given to a shell. */
export interface Embedded {
  readonly language: Language;
  readonly source: string;
  readonly line: number;
}

/** Stands for text that is known only at run time. A noncharacter, so that honest source does not hold it. */
export const HOLE = '\uffff';

const MAX_EVIDENCE = 64;

export interface Report {
  readonly found: (capability: Capability, line: number, what: string) => void;
  /** Something is hidden from us: what was not found is unknown. */
  readonly unclear: () => void;
  readonly embed: (language: Language, source: string, line: number) => void;
}

export interface Findings {
  readonly capabilities: Set<Capability>;
  readonly evidence: Evidence[];
  complete: boolean;
}

/** Joins capabilities and evidence of several pieces of source; evidence is bounded and without duplicates. */
export function addFinding(findings: Findings, entry: Evidence): void {
  findings.capabilities.add(entry.capability);
  if (findings.evidence.length >= MAX_EVIDENCE) return;
  const known = findings.evidence.some(
    (old) => old.capability === entry.capability && old.line === entry.line && old.what === entry.what,
  );
  if (!known) findings.evidence.push(entry);
}
