// What code may do as far as a decision can rely on it.

import type { Capability } from '../domain/index.ts';
import { analyzeCode } from './analyze.ts';

/** Undefined for code that can not be read in full: its capabilities are unknown to policy, and unknown restricts. */
export function knownCapabilities(language: string, code: string): readonly Capability[] | undefined {
  const facts = analyzeCode(language, code);
  return facts.kind === 'analysed' && facts.complete ? facts.capabilities : undefined;
}
