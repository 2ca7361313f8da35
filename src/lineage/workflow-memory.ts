// What the gateway remembers of one workflow: which messages it has seen, which texts and call ids it released, to whom.

import type { SpanMemory } from './span-memory.ts';

/** Bounds per workflow. Oldest entries fall out first; a forgotten message is simply judged again. */
export interface MemoryBounds {
  readonly maxMessages: number;
  readonly maxEmissions: number;
  readonly maxCalls: number;
}

/** A tool call id that was released to an agent, and the tool that it names. */
export interface ReleasedCall {
  readonly agent: string;
  readonly tool: string;
  /** Tools of other calls with the same id in the same reply: whose result comes back under it can not be told. */
  readonly orTools?: readonly string[];
}

/** Memory of one workflow; a value of the fold, changed only by `remember`. */
export interface WorkflowMemory {
  readonly id: string;
  /** For each message seen, the calls (as digests of what judged them) in which it was judged and let through unchanged. */
  readonly messages: Map<string, readonly string[]>;
  readonly emissions: Map<string, readonly string[]>;
  readonly calls: Map<string, ReleasedCall>;
  /** For each agent the tools that its latest reply calls. */
  readonly lastCalled: Map<string, readonly string[]>;
  /** Prints of the texts that entered; undefined until one did, or after others needed the room. */
  spans: SpanMemory | undefined;
  lastSeen: number;
}

export function createWorkflowMemory(id: string): WorkflowMemory {
  return {
    id,
    messages: new Map(),
    emissions: new Map(),
    calls: new Map(),
    lastCalled: new Map(),
    spans: undefined,
    lastSeen: 0,
  };
}
