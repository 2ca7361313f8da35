// A verdict as sequence and rate conditions will see it later.

import type { PastFact } from './facts.ts';
import type { JudgedAction } from './judge-action.ts';

/** One verdict as history keeps it: no content. */
export function pastFact({ action, decision }: JudgedAction): PastFact {
  return {
    type: action.type,
    tool: action.type === 'tool_call' ? action.toolName : undefined,
    category: decision.tool?.category,
    released: decision.effect !== 'BLOCK',
  };
}
