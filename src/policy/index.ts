// The front door of policy: load a file, hold the compiled set, ask it about actions.

export type { Diagnostic } from './diagnostic.ts';
export { type LoadOptions, loadPolicySet } from './load-policy-set.ts';
export type { PolicyFacts } from './policy-facts.ts';
export type { PolicyLoad, PolicySet, PolicySummary } from './policy-set.ts';
