// Whether a policy file needs detectors and lineage to look at actions at all.

import type { DocumentSource } from '../schema/policy-schema.ts';

const READS_EVIDENCE: ReadonlySet<string> = new Set(['finding', 'flow']);
/** Conditions nest no deeper: the reader refuses files beyond 48 levels. */
const MAX_DEPTH = 64;

export function detects({ detectors, policies = [] }: DocumentSource): boolean {
  if (Object.keys(detectors ?? {}).length > 0) return true;
  return policies.some(({ condition, unless }) => reads(condition, 0) || reads(unless, 0));
}

function reads(condition: unknown, depth: number): boolean {
  if (typeof condition !== 'object' || condition === null || depth > MAX_DEPTH) return false;
  return Object.entries(condition).some(
    ([key, value]) =>
      (READS_EVIDENCE.has(key) && !Array.isArray(condition)) ||
      ((Array.isArray(condition) || key === 'any' || key === 'all' || key === 'not') &&
        reads(value, depth + 1)),
  );
}
