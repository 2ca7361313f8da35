// What has reached which agent, itself or through others: all that its words may be derived from.

import { addsLabel, type Source, sourceKey } from './span-facts.ts';

/** Sources told apart behind one agent. */
const MAX_SOURCES = 256;
/** Sources behind all agents of a workflow together: past it the agent that was given nothing for longest is forgotten. */
const MAX_ENTRIES = 32_768;

/** A fold over what agents are given; changed by `reach` alone. */
export class Behind {
  /** In order of last use. */
  readonly #byAgent = new Map<string, Map<string, Source>>();
  #entries = 0;

  /** The agent was given these: they stand behind it now, and so does what stood behind the agents among them. */
  reach(agent: string, given: Iterable<Source>): void {
    const sources = new Map<string, Source>();
    for (const source of given) {
      const key = keyOf(source);
      if (!sources.has(key)) sources.set(key, source);
    }
    if (sources.size === 0) return;
    const before = this.#byAgent.get(agent) ?? new Map<string, Source>();
    this.#entries -= before.size;
    for (const [key, source] of sources) addSource(before, key, source);
    for (const speaker of speakersOf(sources.values())) {
      if (speaker === agent) continue;
      for (const [key, source] of this.#byAgent.get(speaker) ?? []) addSource(before, key, source);
    }
    this.#entries += before.size;
    this.#byAgent.delete(agent);
    this.#byAgent.set(agent, before);
    this.#makeRoom();
  }

  of(agent: string): readonly Source[] {
    return [...(this.#byAgent.get(agent)?.values() ?? [])];
  }

  #makeRoom(): void {
    for (const [agent, sources] of this.#byAgent) {
      if (this.#entries <= MAX_ENTRIES) return;
      this.#byAgent.delete(agent);
      this.#entries -= sources.size;
    }
  }
}

function keyOf({ origin, labels }: Source): string {
  return `${sourceKey(origin)}\n${labels.join('\n')}`;
}

function speakersOf(sources: Iterable<Source>): ReadonlySet<string> {
  const speakers = new Set<string>();
  for (const { origin } of sources) if (origin.kind === 'agent') speakers.add(origin.name);
  return speakers;
}

/** INVARIANT: no flood of names sheds a label, of which there are as many as policy and detectors know. */
function addSource(behind: Map<string, Source>, key: string, source: Source): void {
  if (behind.has(key)) return;
  if (behind.size < MAX_SOURCES || addsLabel(behind.values(), source)) behind.set(key, source);
}
