// A row as what happened around it: which agents there are, and the calls that they make, one after the other.

import type { JsonObject } from '../../src/domain/index.ts';

/** One call of an agent, and what the model answers. */
export interface ModelCall {
  readonly agent: string;
  readonly messages: readonly JsonObject[];
  readonly tools: readonly JsonObject[];
  /** An assistant message. */
  readonly reply: JsonObject;
  /** Position in the row of what the model answers; 0 where the row is one text. */
  readonly index: number;
}

export interface Scene {
  /** All that have a key. */
  readonly agents: readonly string[];
  readonly calls: readonly ModelCall[];
  /** Types of the actions that carry the row's own text; undefined where all of them do. */
  readonly about: ReadonlySet<string> | undefined;
}

/** What an agent is told by its developer where a row does not say. */
const SYSTEM = 'You are one of several agents. Use your tools.';

/** Builds a scene: agents hear messages and act; each keeps its own history, as agents do. */
export class Stage {
  readonly #views = new Map<string, JsonObject[]>();
  readonly #calls: ModelCall[] = [];
  readonly #systemOf: (agent: string) => string | undefined;

  /** @param systemOf What the developer told an agent; undefined where nobody knows. */
  constructor(systemOf: (agent: string) => string | undefined) {
    this.#systemOf = systemOf;
  }

  hears(agent: string, message: JsonObject): void {
    this.#viewOf(agent).push(message);
  }

  /** The agent calls with all that it has heard, and the model answers. */
  acts(agent: string, reply: JsonObject, { index = 0, tools = [] }: Partial<ModelCall> = {}): void {
    const view = this.#viewOf(agent);
    this.#calls.push({ agent, messages: [...view], tools, reply, index });
    view.push(reply);
  }

  scene(agents: Iterable<string>, about?: ReadonlySet<string>): Scene {
    return { agents: [...new Set([...agents, ...this.#views.keys()])], calls: this.#calls, about };
  }

  #viewOf(agent: string): JsonObject[] {
    const known = this.#views.get(agent);
    if (known !== undefined) return known;
    const view: JsonObject[] = [{ role: 'system', content: this.#systemOf(agent) ?? SYSTEM }];
    this.#views.set(agent, view);
    return view;
  }
}

export function said(content: string): JsonObject {
  return { role: 'assistant', content };
}

export interface Called {
  readonly id: string;
  readonly name: string;
  /** As written, JSON or not. */
  readonly arguments: string;
}

/** An assistant message that calls tools. */
export function called(calls: readonly Called[], content: string | null = null): JsonObject {
  return {
    role: 'assistant',
    content,
    tool_calls: calls.map(({ id, name, arguments: written }) => ({
      id,
      type: 'function',
      function: { name, arguments: written },
    })),
  };
}

export function fromUser(content: string): JsonObject {
  return { role: 'user', content };
}

export function fromAgent(name: string, content: string): JsonObject {
  return { role: 'user', name, content };
}

export function toolResult(id: string, content: string): JsonObject {
  return { role: 'tool', tool_call_id: id, content };
}
