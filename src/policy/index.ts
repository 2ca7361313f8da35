// The front door of policy: load a file, hold the compiled set, ask it about actions, and look into it.

export type { KnownNames } from './check/check-known.ts';
export { checkPolicySet } from './check-policy-set.ts';
export type { Diagnostic } from './diagnostic.ts';
export { type Change, diffPolicySets } from './diff-policy-sets.ts';
export { enforceDefault } from './enforce-default.ts';
export { type ExplainedPolicy, type Explanation, explainAccess } from './explain-access.ts';
export { type LoadOptions, loadPolicySet } from './load-policy-set.ts';
export type { PolicyFacts } from './policy-facts.ts';
export { policyJsonSchema } from './policy-json-schema.ts';
export type { PolicyLoad, PolicySet, PolicySummary } from './policy-set.ts';
export { type CaseResult, type CasesRun, runPolicyCases } from './run-policy-cases.ts';
export { type Transformed, textTransform, transformAction } from './transform-action.ts';
export { compileName, type NameMatcher } from './values/glob.ts';
export { inferToolCategory } from './values/tool-category.ts';
