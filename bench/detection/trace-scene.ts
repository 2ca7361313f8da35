// A recorded run as the calls that its agents made: each with its own history, under its own key.

import type { Row } from './rows.ts';
import { called, fromAgent, fromUser, type Scene, Stage, said, toolResult } from './scene.ts';
import { type Step, stepsOf } from './trace-steps.ts';

const ONLY = 'agent';
/** What an executor says is nobody's words: no model is asked for it. */
const EXECUTED = /^\s*exitcode: -?\d+/;

const EVERYBODY = /^(?:all|any|everyone|everybody|group|team|chat|broadcast|\*|\w*manager)$/i;

/** The run, or undefined where the row holds none that can be read. ATTACKER-CONTROLLED: text and meta. */
export function traceSceneOf(row: Row): Scene | undefined {
  const steps = stepsOf(row);
  if (!steps.some(({ kind }) => kind === 'agent')) return undefined;
  return new Replay(steps).scene();
}

/** What the developer told this agent: its own instructions, or those that are nobody's. */
function systemFor(steps: readonly Step[], agent: string): string | undefined {
  const systems = steps.filter(({ kind }) => kind === 'system');
  const own = systems.find((step) => step.agent === agent || step.to === agent);
  return (own ?? systems.find((step) => step.agent === undefined && step.to === undefined))?.text;
}

/** Puts the steps on a stage. */
class Replay {
  readonly #steps: readonly Step[];
  readonly #stage: Stage;
  readonly #agents: readonly string[];
  /** Ids of the latest calls, as they are here, by agent and by the row's own id. */
  readonly #open = new Map<string, { readonly agent: string; readonly id: string }>();
  readonly #told = new Set<string>();
  #latest: { readonly agent: string; readonly ids: string[] } | undefined;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.#stage = new Stage((agent) => systemFor(steps, agent));
    this.#agents = [
      ...new Set(steps.flatMap(({ kind, agent }) => (kind === 'agent' ? [agent ?? ONLY] : []))),
    ];
  }

  scene(): Scene {
    for (const step of this.#steps) this.#play(step);
    return this.#stage.scene(this.#agents);
  }

  #play(step: Step): void {
    switch (step.kind) {
      case 'system':
        for (const agent of this.#hearers(step)) this.#instruct(agent, step);
        return;
      case 'user':
        for (const agent of this.#hearers(step)) this.#tell(agent, step);
        return;
      case 'tool':
        this.#answer(step);
        return;
      case 'agent':
        this.#act(step);
    }
  }

  #hearers({ to, agent }: Step): readonly string[] {
    if (to === undefined || EVERYBODY.test(to)) return this.#agents.filter((name) => name !== agent);
    return this.#agents.includes(to) ? [to] : [];
  }

  /** What comes behind an agent's own instructions: memory, notes of the framework. */
  #instruct(agent: string, { text }: Step): void {
    if (text !== systemFor(this.#steps, agent)) this.#stage.hears(agent, { role: 'system', content: text });
  }

  #tell(agent: string, { text }: Step): void {
    this.#told.add(agent);
    this.#stage.hears(agent, fromUser(text));
  }

  #act(step: Step): void {
    const agent = step.agent ?? ONLY;
    this.#catchUp(agent, step.index);
    const calls = step.calls.map((call, at) => ({ ...call, id: `call_${step.index}_${at}` }));
    for (const [at, { id }] of calls.entries()) {
      const own = step.ids[at];
      if (own !== undefined) this.#open.set(own, { agent, id });
    }
    if (calls.length > 0) this.#latest = { agent, ids: calls.map(({ id }) => id) };
    const isExecutor = calls.length === 0 && EXECUTED.test(step.text);
    if (!isExecutor) {
      const reply = calls.length > 0 ? called(calls, step.text === '' ? null : step.text) : said(step.text);
      this.#stage.acts(agent, reply, { index: step.index });
    }
    if (step.text === '') return;
    for (const other of this.#hearers(step)) {
      if (other === agent) continue;
      this.#told.add(other);
      this.#stage.hears(other, fromAgent(agent, step.text));
    }
  }

  /** An agent that acts without having been told anything has heard what the user asked: it sits in the same room. */
  #catchUp(agent: string, before: number): void {
    if (this.#told.has(agent)) return;
    this.#told.add(agent);
    for (const step of this.#steps) {
      if (step.kind === 'user' && step.index < before) this.#tell(agent, step);
    }
  }

  #answer({ agent, answers, text }: Step): void {
    const known = answers === undefined ? undefined : this.#open.get(answers);
    const to = known?.agent ?? agent ?? this.#latest?.agent ?? ONLY;
    const id = known?.id ?? this.#latest?.ids.shift() ?? 'call_unknown';
    if (this.#agents.includes(to)) this.#stage.hears(to, toolResult(id, text));
  }
}
