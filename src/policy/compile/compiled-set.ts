// The compiled form of one policy file: what evaluation reads, and what check, explain and diff look into.

import type { DocumentSource } from '../schema/policy-schema.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import type { Declarations } from './declarations.ts';
import type { PolicyIndex } from './policy-index.ts';

export interface CompiledSet {
  readonly file: string;
  readonly document: DocumentSource;
  /** In name order. */
  readonly policies: readonly CompiledPolicy[];
  readonly declarations: Declarations;
  readonly defaultDecision: 'ALLOW' | 'BLOCK';
  readonly defaultMode: 'enforce' | 'shadow';
  readonly index: PolicyIndex;
}
