// The compiled form of one policy: what the index files, what evaluation tests, and what its match contributes.

import type { Constraints, Effect, LogLevel } from '../../domain/index.ts';
import type { Term } from '../conditions/condition.ts';
import type { TypeMask } from '../evaluate/action-types.ts';
import type { CompiledNames } from './compile-names.ts';

export interface CompiledPolicy {
  readonly name: string;
  readonly decision: Effect;
  readonly mode: 'enforce' | 'shadow';
  /** In the order of the catalog, for the record; `unless` last, negated. */
  readonly terms: readonly Term[];
  /** The same, cheapest first. */
  readonly tests: readonly Term[];
  readonly types: TypeMask;
  readonly agents: CompiledNames | undefined;
  readonly tools: CompiledNames | undefined;
  /** What this policy alone asks for; undefined unless it constrains. */
  readonly constraints: Constraints | undefined;
  readonly reason: string | undefined;
  readonly logLevel: LogLevel | undefined;
  readonly captureFields: readonly string[];
  readonly respondWith: 'completion' | 'error';
  readonly onBlock: 'drop_action' | 'refuse_reply';
  /** Where it is written, for the checker; undefined when a declaration or a limit implies it. */
  readonly position: { readonly line: number; readonly column: number } | undefined;
}
