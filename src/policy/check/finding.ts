// The diagnostic of a check, placed at the policy that it is about.

import type { CompiledPolicy } from '../compile/compiled-policy.ts';
import type { CompiledSet } from '../compile/compiled-set.ts';
import type { Diagnostic } from '../diagnostic.ts';

export interface Finding {
  readonly severity: 'warning' | 'note';
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Places a finding at a policy, or at the head of the file where no single policy is concerned. */
export function place(set: CompiledSet, policy: CompiledPolicy | undefined, finding: Finding): Diagnostic {
  const { line, column } = policy?.position ?? { line: 1, column: 1 };
  const { severity, code, message, hint } = finding;
  return { severity, file: set.file, line, column, code, message, ...(hint === undefined ? {} : { hint }) };
}
