// What detectors remember of a workflow from exchange to exchange, folded from facts on record; none of it is content.

import { addBounded, putBounded } from '../lineage/index.ts';
import type { DirectivePrint, OfferedTool, PastCall, WorkflowHistory } from './detector.ts';
import { callOf, Habits } from './habits.ts';

/** What one door adds. */
export interface DetectionFacts {
  readonly directives?: readonly DirectivePrint[];
  readonly tools?: readonly RememberedTool[];
  readonly calls?: readonly Omit<PastCall, 'agent'>[];
  /** What was released to be done besides calls, each kind once, as `actOf` names it. */
  readonly acts?: readonly string[];
  /** How far the agent's turn was from its task; once an exchange is over. */
  readonly divergence?: number;
}

export interface RememberedTool extends Omit<OfferedTool, 'definition'> {
  readonly name: string;
}

export interface DetectionDoor {
  readonly root: string;
  readonly agent: string;
  /** SHA-256 in hex of texts that were released. */
  readonly emissions: readonly string[];
  readonly facts: DetectionFacts;
}

const MAX_WORKFLOWS = 5000;
const MAX_LIST = 64;
const MAX_DIRECTIVES = 128;
const MAX_TOOLS = 512;
const MAX_AGENTS = 256;
const MAX_REPEATED = 256;
const MAX_ACTS = 64;

interface Memory {
  exchanges: number;
  calls: readonly PastCall[];
  speakers: readonly string[];
  directives: readonly DirectivePrint[];
  readonly repeated: Map<string, number>;
  readonly tools: Map<string, Omit<RememberedTool, 'name'> & { readonly agent: string }>;
  readonly divergence: Map<string, readonly number[]>;
  /** Of each agent, what it did here. */
  readonly acts: Map<string, Set<string>>;
}

/** A left fold. `apply` changes it; `view` only reads. */
export class DetectionMemory {
  readonly #workflows = new Map<string, Memory>();
  readonly #habits = new Habits();

  apply({ root, agent, emissions, facts }: DetectionDoor): void {
    const memory = this.#memoryOf(root);
    for (const digest of emissions) {
      const count = (memory.repeated.get(digest) ?? 0) + 1;
      putBounded(memory.repeated, { key: digest, value: count }, MAX_REPEATED);
    }
    memory.directives = strongest([...(facts.directives ?? []), ...memory.directives]);
    for (const { name, ...digests } of facts.tools ?? []) {
      if (memory.tools.has(name)) continue;
      putBounded(memory.tools, { key: name, value: { ...digests, agent } }, MAX_TOOLS);
    }
    const calls = (facts.calls ?? []).map((call) => ({ ...call, agent })).reverse();
    memory.calls = [...calls, ...memory.calls].slice(0, MAX_LIST);
    const acts = new Set([...calls.map(({ tool }) => callOf(tool)), ...(facts.acts ?? [])]);
    for (const act of acts) this.#act(memory, agent, act);
    if (facts.divergence === undefined) return;
    memory.exchanges += 1;
    memory.speakers = [agent, ...memory.speakers].slice(0, MAX_LIST);
    const before = memory.divergence.get(agent) ?? [];
    const value = [...before, facts.divergence].slice(-MAX_LIST);
    putBounded(memory.divergence, { key: agent, value }, MAX_AGENTS);
  }

  view(root: string, agent: string, consecutiveReplies: number): WorkflowHistory {
    const memory = this.#workflows.get(root) ?? emptyMemory();
    const { exchanges, calls, speakers, repeated, tools, directives } = memory;
    const divergence = memory.divergence.get(agent) ?? [];
    const habits = this.#habits.view(agent, memory.acts.get(agent) ?? NOTHING_DONE);
    return {
      exchanges,
      consecutiveReplies,
      calls,
      speakers,
      repeated,
      tools,
      divergence,
      directives,
      habits,
    };
  }

  #act(memory: Memory, agent: string, act: string): void {
    const done = memory.acts.get(agent) ?? new Set<string>();
    if (done.has(act)) return;
    this.#habits.add(agent, act, done.size === 0);
    addBounded(done, act, MAX_ACTS);
    putBounded(memory.acts, { key: agent, value: done }, MAX_AGENTS);
  }

  #memoryOf(root: string): Memory {
    const memory = this.#workflows.get(root) ?? emptyMemory();
    this.#workflows.delete(root);
    putBounded(this.#workflows, { key: root, value: memory }, MAX_WORKFLOWS);
    return memory;
  }
}

function emptyMemory(): Memory {
  return {
    exchanges: 0,
    calls: [],
    speakers: [],
    directives: [],
    repeated: new Map(),
    tools: new Map(),
    divergence: new Map(),
    acts: new Map(),
  };
}

const NOTHING_DONE: ReadonlySet<string> = new Set();

/** ATTACKER-CONTROLLED: many weak instructions do not push out a strong one. */
function strongest(directives: readonly DirectivePrint[]): readonly DirectivePrint[] {
  if (directives.length <= MAX_DIRECTIVES) return directives;
  return [...directives].sort((a, b) => b.strength - a.strength).slice(0, MAX_DIRECTIVES);
}
