// What judging is given besides the call, the state and the policy: gathered before it, and on record with what it decided.

import type { OverrideTerms } from '../approvals/index.ts';
import type { ContentItem } from '../audit/index.ts';
import type { PlacedAnswer } from './external-question.ts';

export interface Given {
  /** Overrides that may apply, the first that covers a finding does. */
  readonly overrides: readonly OverrideTerms[];
  /** What the operator's own classifier said; undefined where it was not asked. */
  readonly external: PlacedAnswer | undefined;
}

export const NOTHING_GIVEN: Given = { overrides: [], external: undefined };

/** As it lies with the record of what it decided. */
export function encodeGiven(given: Given): ContentItem {
  return { name: 'given', bytes: Buffer.from(JSON.stringify(given)) };
}

/** Back from the ledger: what `encodeGiven` wrote, decrypted and checked against its commitment. */
export function decodeGiven(bytes: Uint8Array | undefined): Given {
  if (bytes === undefined) return NOTHING_GIVEN;
  const given: Partial<Given> = JSON.parse(Buffer.from(bytes).toString('utf8'));
  return { overrides: given.overrides ?? [], external: given.external };
}
