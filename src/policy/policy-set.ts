// What the gateway holds: one compiled, versioned set of policies that answers for one action at a time.

import type {
  Action,
  ActionType,
  AgentIdentity,
  AlertRoute,
  Decision,
  DetectorName,
  Effect,
  ToolNature,
} from '../domain/index.ts';
import type { CompiledSet } from './compile/compiled-set.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { PolicyFacts } from './policy-facts.ts';

/** Counts and names for the start-up report. */
export interface PolicySummary {
  readonly enforced: Readonly<Record<Effect, number>>;
  readonly shadow: Readonly<Record<Effect, number>>;
  readonly defaultDecision: 'ALLOW' | 'BLOCK';
  /** False when the file says nothing and ALLOW is assumed. */
  readonly defaultDeclared: boolean;
  readonly defaultMode: 'enforce' | 'shadow';
  readonly agents: readonly string[];
  readonly tools: readonly string[];
}

export interface PolicySet {
  /** `sha256:` and the hash of the document's canonical JSON. */
  readonly version: string;
  /** The text it was loaded from. */
  readonly source: string;
  /** In name order; policies that declarations and limits imply are among them. */
  readonly policyNames: readonly string[];
  readonly summary: PolicySummary;
  /** Who is told of what while this set is in force. */
  readonly alerts: readonly AlertRoute[];
  /** What the tools of this module (check, explain, diff) look into. */
  readonly compiled: CompiledSet;
  /** Pure: the same action, facts and version give the same decision. Never throws for what an action holds. */
  readonly evaluate: (action: Action, facts: PolicyFacts) => Decision;
  /** True when a policy reads findings or flows, or `detectors:` names some: otherwise nobody needs to look. */
  readonly detects: boolean;
  /** The detectors that are not switched off, where anybody looks. */
  readonly activeDetectors: ReadonlySet<DetectorName>;
  /** Whether an agent may set findings of a detector on its own calls aside, with a reason. */
  readonly mayOverride: (agent: string, detector: DetectorName) => boolean;
  readonly toolNature: (name: string) => ToolNature;
  /** False only when no enforced policy or default can BLOCK or CONSTRAIN such an action. */
  readonly mayActOn: (agent: AgentIdentity, type: ActionType) => boolean;
  /** False only when no policy, in any mode, and no default needs to see such an action. */
  readonly looksAt: (agent: AgentIdentity, type: ActionType) => boolean;
  /**
   * True only when an equal action, in a call of equal facts, is decided the same whenever it comes: no enforced policy
   * that could match it reads the clock or history.
   */
  readonly memoisable: (agent: AgentIdentity, type: ActionType) => boolean;
}

export type PolicyLoad =
  | { readonly ok: true; readonly set: PolicySet; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
