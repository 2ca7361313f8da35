// Leaves as a store gives them, made without one: a chain of records for tests of what reads them.

import { canonicalJson, GENESIS_PREV, leafHash, leafJson } from '../../src/audit/index.ts';
import type { Effect, JsonObject } from '../../src/domain/index.ts';

export interface RowDraft {
  readonly kind?: string;
  readonly workflow?: string;
  readonly agent?: string;
  readonly exchange?: string;
  readonly decision?: Effect;
  readonly body?: JsonObject;
}

/** Chained rows of log `log-1`, one second apart from 2026-01-01T00:00:00Z on. */
export function ledgerRows(drafts: readonly RowDraft[]): readonly { leaf: string; hash: string }[] {
  let prev = GENESIS_PREV;
  return drafts.map((draft, index) => {
    const { kind = 'exchange_completed', workflow, agent, exchange, decision, body = {} } = draft;
    const leaf = leafJson(
      { log: 'log-1', index, time: Date.UTC(2026, 0, 1) + index * 1000, prev },
      { kind, workflow, agent, exchange, decision },
      { body: canonicalJson(body), clock: undefined, contents: [] },
    );
    const hash = leafHash(leaf);
    prev = hash;
    return { leaf, hash };
  });
}

/** An exchange that was blocked: every field that a destination asks for is there. */
export const BLOCKED: RowDraft = {
  kind: 'exchange_completed',
  workflow: 'wf_1',
  agent: 'writer',
  exchange: 'ex_1',
  decision: 'BLOCK',
  body: {
    model: 'gpt-4o',
    provider: 'openai',
    prompt_tokens: 12,
    completion_tokens: 3,
    policy_version: 'sha256:aa',
    latency_us: { total: 2500 },
    actions: [
      {
        id: 'r0',
        type: 'tool_call',
        tool: 'send_http_request',
        decision: 'BLOCK',
        reason: 'Blocked by policy "no-webhooks".',
        policies: [{ policy: 'no-webhooks', decision: 'BLOCK' }],
      },
    ],
  },
};
