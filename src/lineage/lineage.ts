// Who said what, folded from what the ledger recorded: new messages, true senders, and which calls belong together.

import type { EpochMs, WorkflowRef, WorkflowSource } from '../domain/index.ts';
import {
  addBounded,
  createWorkflowMemory,
  type MemoryBounds,
  putBounded,
  type ReleasedCall,
  type WorkflowMemory,
} from './workflow-memory.ts';

/** What one recorded door adds to the memory. Digests are SHA-256 in hex; nothing here is content. */
export interface LineageFacts {
  readonly at: EpochMs;
  readonly agent: string;
  /** The workflow that the memory is kept under (see `root`). */
  readonly root: string;
  /** The workflow id as claimed or inferred. */
  readonly workflow: string;
  /** Digest of the first non-system text of the call, by which unnamed workflows are found again. */
  readonly firstText: string | undefined;
  /** Digests of the messages that this call carried for the first time. */
  readonly messages: readonly string[];
  /** Digests of the texts released to `agent`. */
  readonly emissions: readonly string[];
  readonly calls: readonly { readonly id: string; readonly tool: string }[];
}

/** What a call shows of where it belongs. ATTACKER-CONTROLLED: all of it. */
export interface WorkflowQuery {
  readonly claimed: { readonly id: string; readonly source: Exclude<WorkflowSource, 'inferred'> } | undefined;
  readonly firstText: string | undefined;
  /** Digests of message texts long enough to be telling, newest first. */
  readonly texts: readonly string[];
  readonly callIds: readonly string[];
  /** The id to give a workflow that is seen for the first time without a name. */
  readonly freshId: string;
  readonly now: EpochMs;
}

export interface WorkflowResolution {
  readonly workflow: WorkflowRef;
  /**
   * The workflow whose memory and counters apply. A claimed id may widen, never narrow: a call that carries text or
   * call ids released elsewhere is counted there, whatever its header says.
   */
  readonly root: string;
}

export interface LineageOptions extends MemoryBounds {
  readonly maxWorkflows: number;
  /** How long after its last call a workflow without a name is still continued. */
  readonly idleMs: number;
}

export const DEFAULT_LINEAGE: LineageOptions = {
  maxMessages: 20_000,
  maxEmissions: 5_000,
  maxCalls: 5_000,
  maxWorkflows: 5_000,
  idleMs: 60 * 60 * 1000,
};

/** A left fold over recorded facts. `apply` changes it; everything else only reads. */
export interface Lineage {
  resolve(query: WorkflowQuery): WorkflowResolution;
  hasSeen(root: string, messageDigest: string): boolean;
  /** The agent to which a text was released in this workflow, if any. */
  emitter(root: string, textDigest: string): string | undefined;
  releasedCall(root: string, callId: string): ReleasedCall | undefined;
  apply(facts: LineageFacts): void;
}

export function createLineage(options: LineageOptions = DEFAULT_LINEAGE): Lineage {
  const workflows = new Map<string, WorkflowMemory>();
  const rootOf = new Map<string, string>();
  const byFirstText = new Map<string, string>();
  const byEmission = new Map<string, string>();
  const byCall = new Map<string, string>();
  const indexBound = options.maxWorkflows * 8;

  const live = (id: string | undefined, now: EpochMs): string | undefined => {
    const memory = id === undefined ? undefined : workflows.get(id);
    return memory !== undefined && now - memory.lastSeen <= options.idleMs ? memory.id : undefined;
  };

  const linked = (query: WorkflowQuery): string | undefined => {
    for (const callId of query.callIds) {
      const found = live(byCall.get(callId), query.now);
      if (found !== undefined) return found;
    }
    for (const text of query.texts) {
      const found = live(byEmission.get(text), query.now);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const resolveClaimed = (
    query: WorkflowQuery,
    claimed: { id: string; source: 'header' | 'path' },
  ): WorkflowResolution => {
    const known = rootOf.get(claimed.id);
    const own = known ?? claimed.id;
    const other = linked(query);
    const ownMemory = workflows.get(own);
    const isOwn = ownMemory !== undefined && carriesOwn(ownMemory, query);
    return { workflow: claimed, root: isOwn ? own : (other ?? own) };
  };

  const resolve = (query: WorkflowQuery): WorkflowResolution => {
    if (query.claimed !== undefined) return resolveClaimed(query, query.claimed);
    const first = query.firstText === undefined ? undefined : byFirstText.get(query.firstText);
    const id = linked(query) ?? live(first, query.now) ?? query.freshId;
    return { workflow: { id, source: 'inferred' }, root: rootOf.get(id) ?? id };
  };

  const memoryOf = (id: string): WorkflowMemory => {
    const known = workflows.get(id);
    if (known !== undefined) {
      // Re-inserting keeps the map in order of last use, so that the bound drops the longest idle workflow.
      workflows.delete(id);
      workflows.set(id, known);
      return known;
    }
    const memory = createWorkflowMemory(id);
    putBounded(workflows, { key: id, value: memory }, options.maxWorkflows);
    return memory;
  };

  const apply = (facts: LineageFacts): void => {
    const memory = memoryOf(facts.root);
    memory.lastSeen = Math.max(memory.lastSeen, facts.at);
    if (facts.workflow !== facts.root)
      putBounded(rootOf, { key: facts.workflow, value: facts.root }, indexBound);
    if (facts.firstText !== undefined)
      putBounded(byFirstText, { key: facts.firstText, value: facts.root }, indexBound);
    for (const digest of facts.messages) addBounded(memory.messages, digest, options.maxMessages);
    for (const digest of facts.emissions) {
      putBounded(memory.emissions, { key: digest, value: facts.agent }, options.maxEmissions);
      putBounded(byEmission, { key: digest, value: facts.root }, indexBound);
    }
    for (const call of facts.calls) {
      const released: ReleasedCall = { agent: facts.agent, tool: call.tool };
      putBounded(memory.calls, { key: call.id, value: released }, options.maxCalls);
      putBounded(byCall, { key: call.id, value: facts.root }, indexBound);
    }
  };

  return {
    resolve,
    hasSeen: (root, digest) => workflows.get(root)?.messages.has(digest) ?? false,
    emitter: (root, digest) => workflows.get(root)?.emissions.get(digest),
    releasedCall: (root, callId) => workflows.get(root)?.calls.get(callId),
    apply,
  };
}

function carriesOwn(memory: WorkflowMemory, query: WorkflowQuery): boolean {
  return (
    query.callIds.some((callId) => memory.calls.has(callId)) ||
    query.texts.some((text) => memory.emissions.has(text))
  );
}
