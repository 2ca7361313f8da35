// Who said what, folded from what the ledger recorded: new messages, true senders, and which calls belong together.

import type { EpochMs, WorkflowRef, WorkflowSource } from '../domain/index.ts';
import { type Known, viewOf } from './attribute.ts';
import { dropOldest, putBounded } from './bounded.ts';
import { Elsewhere } from './elsewhere.ts';
import { type EnteringText, spanFacts } from './entering.ts';
import { type LineageView, NO_LINEAGE } from './lineage-view.ts';
import type { PrintKey } from './prints/print.ts';
import { Readings } from './prints/readings.ts';
import type { SpanFacts } from './span-facts.ts';
import { SpanMemory } from './span-memory.ts';
import {
  createWorkflowMemory,
  type MemoryBounds,
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
  /** What `messages` were judged clear for; without it they are only seen. */
  readonly judgedFor?: string;
  /** Digests of whatever else the call carried: seen, but clear for nobody. */
  readonly alsoSeen?: readonly string[];
  /** Digests of the texts released to `agent`. */
  readonly emissions: readonly string[];
  readonly calls: readonly { readonly id: string; readonly tool: string }[];
  /** Texts that entered the workflow with this call, so that later ones are traced to them. */
  readonly spans?: readonly SpanFacts[];
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
   * The workflow whose memory applies: that of the claimed id where it has one, else the one that the call continues.
   */
  readonly root: string;
  /**
   * Other live workflows that the call carries signs of. A claimed id may widen, never narrow: a call that carries text
   * or call ids released elsewhere is counted there, too, whatever its header says. At most one for each sign.
   */
  readonly alsoCountedUnder: readonly string[];
}

export interface LineageOptions extends MemoryBounds {
  readonly maxWorkflows: number;
  /** How long after its last call a workflow without a name is still continued. */
  readonly idleMs: number;
  /** Prints and texts of all workflows together: past it the longest idle ones lose theirs. */
  readonly maxPrints: number;
}

export const DEFAULT_LINEAGE: LineageOptions = {
  maxMessages: 20_000,
  maxEmissions: 5_000,
  maxCalls: 5_000,
  maxWorkflows: 5_000,
  idleMs: 60 * 60 * 1000,
  maxPrints: 4_000_000,
};

const NOBODY: readonly string[] = [];
const NO_SPANS: readonly SpanFacts[] = [];
const MAX_AGENTS = 256;
/** Equal calls remembered for one message; a group chat's message comes back in the calls of each of its agents. */
const MAX_CLEAR_FOR = 16;

/** "Approved." may be what everybody says. */
const MAX_EMITTERS = 16;

function withEmitter(known: readonly string[] = NOBODY, agent: string): readonly string[] {
  return known.at(-1) === agent
    ? known
    : [...known.filter((name) => name !== agent), agent].slice(-MAX_EMITTERS);
}

/** A left fold over recorded facts. `apply` changes it; everything else only reads. */
export class Lineage {
  readonly #options: LineageOptions;
  readonly #workflows = new Map<string, WorkflowMemory>();
  readonly #rootOf = new Map<string, string>();
  readonly #byFirstText = new Map<string, string>();
  readonly #byEmission = new Map<string, string>();
  readonly #byCall = new Map<string, string>();
  readonly #elsewhere = new Elsewhere();
  readonly #readings = new Readings();
  /** How often something was: until it is again, the same question has the same answer. */
  #applied = 0;
  #prints = 0;

  constructor(options: LineageOptions = DEFAULT_LINEAGE) {
    this.#options = options;
  }

  /** The workflow that a call belongs to. Deterministic in the folded state and the query. */
  resolve(query: WorkflowQuery): WorkflowResolution {
    if (query.claimed !== undefined) return this.#resolveClaimed(query, query.claimed);
    const first = query.firstText === undefined ? undefined : this.#byFirstText.get(query.firstText);
    const [linked, ...others] = this.#linked(query, undefined);
    const id = linked ?? this.#live(first, query.now) ?? query.freshId;
    const root = this.#rootOf.get(id) ?? id;
    return {
      workflow: { id, source: 'inferred' },
      root,
      alsoCountedUnder: others.filter((other) => other !== root),
    };
  }

  hasSeen(root: string, messageDigest: string): boolean {
    return this.#workflows.get(root)?.messages.has(messageDigest) ?? false;
  }

  /** Whether a message was judged clear in an equal call: one with the same `judgedFor`. */
  isClear(root: string, messageDigest: string, judgedFor: string): boolean {
    return this.#workflows.get(root)?.messages.get(messageDigest)?.includes(judgedFor) ?? false;
  }

  /** The agents to which a text was released in this workflow, the latest last: several may say the same. Bounded. */
  emitters(root: string, textDigest: string): readonly string[] {
    return this.#workflows.get(root)?.emissions.get(textDigest) ?? NOBODY;
  }

  releasedCall(root: string, callId: string): ReleasedCall | undefined {
    return this.#workflows.get(root)?.calls.get(callId);
  }

  /** The tools that the agent's latest reply in this workflow calls; none where it said something since. */
  lastCalled(root: string, agent: string): readonly string[] {
    return this.#workflows.get(root)?.lastCalled.get(agent) ?? NOBODY;
  }

  /** What is known of the origin of texts in a workflow. Only reads. */
  view(root: string, key: PrintKey): LineageView {
    const memory = this.#workflows.get(root)?.spans;
    if (memory === undefined && this.#elsewhere.size === 0) return NO_LINEAGE;
    return viewOf(this.#knownIn(root), key, (text) => this.#readings.read(text, key));
  }

  /** The facts of a text that enters a workflow for the first time, after which nobody traces it again. Only reads. */
  spanFacts(root: string, entering: EnteringText, key: PrintKey): SpanFacts {
    return spanFacts(entering, this.#knownIn(root), this.#readings.take(entering.text, key));
  }

  #knownIn(root: string): Known {
    const memory = this.#workflows.get(root)?.spans ?? new SpanMemory();
    const elsewhere: Known['elsewhere'] = (print) => this.#elsewhere.of(print, root);
    return { memory, elsewhere, root, applied: () => this.#applied };
  }

  apply(facts: LineageFacts): void {
    this.#applied += 1;
    const indexBound = this.#options.maxWorkflows * 8;
    const memory = this.#memoryOf(facts.root);
    memory.lastSeen = Math.max(memory.lastSeen, facts.at);
    if (facts.workflow !== facts.root && this.#isUnbound(facts.workflow)) {
      putBounded(this.#rootOf, { key: facts.workflow, value: facts.root }, indexBound);
    }
    if (facts.firstText !== undefined) {
      // Only the first texts of workflows that are remembered lead anywhere.
      const bound = this.#options.maxWorkflows * 2;
      putBounded(this.#byFirstText, { key: facts.firstText, value: facts.root }, bound);
    }
    this.#applyMessages(memory.messages, facts);
    this.#applySpans(memory, facts);
    this.#elsewhere.apply(facts);
    for (const digest of facts.emissions) {
      const value = withEmitter(memory.emissions.get(digest), facts.agent);
      putBounded(memory.emissions, { key: digest, value }, this.#options.maxEmissions);
      putBounded(this.#byEmission, { key: digest, value: facts.root }, indexBound);
    }
    if (facts.emissions.length > 0) this.#applyTurn(memory, facts);
    for (const call of facts.calls) {
      const released = releasedAs(call, facts);
      putBounded(memory.calls, { key: call.id, value: released }, this.#options.maxCalls);
      putBounded(this.#byCall, { key: call.id, value: facts.root }, indexBound);
    }
  }

  #applyTurn(memory: WorkflowMemory, { agent, calls }: LineageFacts): void {
    if (calls.length === 0) memory.lastCalled.delete(agent);
    else {
      const value = [...new Set(calls.map(({ tool }) => tool))];
      putBounded(memory.lastCalled, { key: agent, value }, MAX_AGENTS);
    }
  }

  #applyMessages(messages: Map<string, readonly string[]>, facts: LineageFacts): void {
    const { maxMessages } = this.#options;
    // One list for all messages of a call: most are only ever carried by calls of one agent.
    const onlyThis = facts.judgedFor === undefined ? NOBODY : [facts.judgedFor];
    for (const key of facts.messages) {
      const before = messages.get(key) ?? NOBODY;
      const value = before.length === 0 ? onlyThis : joined(before, onlyThis);
      if (value !== before || before === NOBODY) putBounded(messages, { key, value }, maxMessages);
    }
    for (const key of facts.alsoSeen ?? []) {
      if (!messages.has(key)) putBounded(messages, { key, value: NOBODY }, maxMessages);
    }
  }

  #applySpans(
    memory: WorkflowMemory,
    { agent, spans = NO_SPANS, messages, alsoSeen = NOBODY }: LineageFacts,
  ): void {
    if (spans.length === 0 && memory.spans === undefined) return;
    memory.spans ??= new SpanMemory();
    const before = memory.spans.size;
    memory.spans.enter(agent, spans, [...messages, ...alsoSeen]);
    this.#prints += memory.spans.size - before;
    if (this.#prints > this.#options.maxPrints) this.#forgetIdlePrints(memory);
  }

  /** The map is in order of last use. */
  #forgetIdlePrints(current: WorkflowMemory): void {
    for (const memory of this.#workflows.values()) {
      if (this.#prints <= this.#options.maxPrints) return;
      if (memory === current || memory.spans === undefined) continue;
      this.#prints -= memory.spans.size;
      memory.spans = undefined;
    }
  }

  #live(id: string | undefined, now: EpochMs): string | undefined {
    const memory = id === undefined ? undefined : this.#workflows.get(id);
    return memory !== undefined && now - memory.lastSeen <= this.#options.idleMs ? memory.id : undefined;
  }

  /** INVARIANT: an id leads to one root for good: no call moves the calls that name it to other counters. */
  #isUnbound(id: string): boolean {
    return !this.#workflows.has(id) && !this.#rootOf.has(id);
  }

  /**
   * The live workflows whose released call ids or texts this call carries, the newest sign first. What was released in
   * `own`, too, is no sign of another.
   */
  #linked(query: WorkflowQuery, own: WorkflowMemory | undefined): readonly string[] {
    const found = new Set<string>();
    const add = (id: string | undefined): void => {
      const live = this.#live(id, query.now);
      if (live !== undefined && live !== own?.id) found.add(live);
    };
    for (const callId of query.callIds) if (!own?.calls.has(callId)) add(this.#byCall.get(callId));
    for (const text of query.texts) if (!own?.emissions.has(text)) add(this.#byEmission.get(text));
    return [...found];
  }

  #resolveClaimed(query: WorkflowQuery, claimed: WorkflowRef): WorkflowResolution {
    const own = this.#rootOf.get(claimed.id) ?? claimed.id;
    const memory = this.#workflows.get(own);
    const linked = this.#linked(query, memory);
    if (memory !== undefined) return { workflow: claimed, root: own, alsoCountedUnder: linked };
    const [root = own, ...others] = linked;
    return { workflow: claimed, root, alsoCountedUnder: others };
  }

  /** INVARIANT: what falls out takes its prints along, else no room would be left for those of the living. */
  #makeRoom(): void {
    const { maxWorkflows } = this.#options;
    if (this.#workflows.size < maxWorkflows) return;
    for (const { spans } of dropOldest(this.#workflows, maxWorkflows)) this.#prints -= spans?.size ?? 0;
  }

  #memoryOf(id: string): WorkflowMemory {
    const known = this.#workflows.get(id);
    if (known !== undefined) {
      // Re-inserting keeps the map in order of last use, so that the bound drops the longest idle workflow.
      this.#workflows.delete(id);
      this.#workflows.set(id, known);
      return known;
    }
    const memory = createWorkflowMemory(id);
    this.#makeRoom();
    this.#workflows.set(id, memory);
    return memory;
  }
}

/** ATTACKER-CONTROLLED: the ids, by a model that means one tool's result to come back as another's. */
function releasedAs(
  { id, tool }: LineageFacts['calls'][number],
  { agent, calls }: LineageFacts,
): ReleasedCall {
  if (calls.length === 1) return { agent, tool };
  const others = calls.filter((other) => other.id === id && other.tool !== tool);
  if (others.length === 0) return { agent, tool };
  return { agent, tool, orTools: [...new Set(others.map((other) => other.tool))] };
}

function joined(before: readonly string[], more: readonly string[]): readonly string[] {
  const added = more.filter((judgedFor) => !before.includes(judgedFor));
  return added.length === 0 ? before : [...before, ...added].slice(-MAX_CLEAR_FOR);
}
