// Code engine: Python and shell source → what it may do. Pure, synchronous, linear time.

export { analyzeCode } from './analyze.ts';
export type { CodeFacts, Evidence, UnknownCode } from './facts.ts';
export { type Hazard, type HazardName, pythonHazards } from './hazards.ts';
export { knownCapabilities } from './known-capabilities.ts';
