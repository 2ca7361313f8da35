// A recorded run as the calls that its agents made: each with its own history, under its own key.

import { z } from 'zod';
import { textSteps } from './react-text.ts';
import { firstString, type Row, taskOf } from './rows.ts';
import { type Called, called, fromAgent, fromUser, type Scene, Stage, said, toolResult } from './scene.ts';

const contentSchema = z
  .union([
    z.string(),
    z
      .array(z.looseObject({ text: z.string().catch('') }).transform(({ text }) => text))
      .transform((parts) => parts.join('\n')),
  ])
  .catch('');

const callSchema = z.looseObject({
  id: z.string().nullish().catch(undefined),
  function: z.looseObject({
    name: z.string().catch('tool'),
    arguments: z.union([z.string(), z.unknown().transform((value) => JSON.stringify(value ?? {}))]),
  }),
});

const messageSchema = z.looseObject({
  role: z.string().catch('assistant'),
  agent: z.string().optional().catch(undefined),
  speaker: z.string().optional().catch(undefined),
  sender: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  to: z.string().optional().catch(undefined),
  content: contentSchema,
  tool_call_id: z.string().nullish().catch(undefined),
  tool_calls: z.array(callSchema).nullish().catch(undefined),
});

const stepSchema = z.looseObject({
  agent: z.string(),
  type: z.enum(['message', 'tool_call', 'tool_result']),
  to: z.string().optional(),
  text: z.string().optional(),
  name: z.string().optional(),
  args: z.string().optional(),
});

/** One thing that happened, whatever the row's form. `agent` undefined is the only agent of a run with one. */
export interface Step {
  readonly index: number;
  readonly kind: 'system' | 'user' | 'tool' | 'agent';
  readonly agent: string | undefined;
  /** Who hears it; undefined is everybody. */
  readonly to: string | undefined;
  readonly text: string;
  readonly calls: readonly Omit<Called, 'id'>[];
  /** Of a tool's answer: the id of its call as the row has it, and the tool. */
  readonly answers: string | undefined;
  readonly ids: readonly (string | undefined)[];
}

const ONLY = 'agent';
/** What an executor says is nobody's words: no model is asked for it. */
const EXECUTED = /^\s*exitcode: -?\d+/;
const PEOPLE = /^(?:user|human|customer|admin|user_?proxy(?:_?agent)?)$/i;

/** The run, or undefined where the row holds none that can be read. ATTACKER-CONTROLLED: text and meta. */
export function traceSceneOf(row: Row): Scene | undefined {
  const steps = stepsOf(row);
  if (!steps.some(({ kind }) => kind === 'agent')) return undefined;
  return new Replay(steps).scene();
}

function stepsOf(row: Row): readonly Step[] {
  const chained = z.array(stepSchema).safeParse(row.meta['steps']);
  if (chained.success) return chained.data.map(chainedStep);
  const parsed = z.array(messageSchema).safeParse(row.meta['messages']);
  if (parsed.success && parsed.data.length > 0) return messageSteps(parsed.data);
  return textSteps(row.text, taskOf(row) ?? firstString(row.meta, ['task']));
}

function chainedStep(step: z.infer<typeof stepSchema>, index: number): Step {
  const { agent, to, name = 'tool', text = '', args = '{}' } = step;
  const isUser = PEOPLE.test(agent);
  const kind = step.type === 'tool_result' ? 'tool' : isUser ? 'user' : 'agent';
  const calls = step.type === 'tool_call' ? [{ name, arguments: args }] : [];
  return { index, kind, agent: isUser ? undefined : agent, to, text, calls, answers: undefined, ids: [] };
}

type Message = z.infer<typeof messageSchema>;

function messageSteps(messages: readonly Message[]): readonly Step[] {
  const isTeam = messages.some((message) => speakerOf(message) !== undefined);
  return messages.map((message, index) => {
    const speaker = isTeam ? speakerOf(message) : undefined;
    const calls = (message.tool_calls ?? []).map((call) => call.function);
    return {
      index,
      kind: kindOf(message, { speaker, isTeam, isFirst: index === 0 }),
      agent: speaker,
      to: message.to,
      text: message.content,
      calls,
      answers: message.tool_call_id ?? undefined,
      ids: (message.tool_calls ?? []).map(({ id }) => id ?? undefined),
    };
  });
}

function speakerOf({ role, agent, speaker, sender, name }: Message): string | undefined {
  if (role === 'tool' || role === 'function' || role === 'system') return undefined;
  const named = agent ?? speaker ?? sender ?? name;
  return named === undefined || PEOPLE.test(named) ? undefined : named;
}

interface Speaking {
  readonly speaker: string | undefined;
  readonly isTeam: boolean;
  readonly isFirst: boolean;
}

/** In a team's chat the first message is the task, whoever is said to have brought it. */
function kindOf({ role }: Message, { speaker, isTeam, isFirst }: Speaking): Step['kind'] {
  if (role === 'system' || role === 'developer') return 'system';
  if (role === 'tool' || role === 'function') return 'tool';
  if (isTeam) return isFirst || speaker === undefined ? 'user' : 'agent';
  return role === 'assistant' || role === 'ai' || role === 'model' ? 'agent' : 'user';
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
    this.#stage = new Stage(steps.find(({ kind }) => kind === 'system')?.text);
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
    if (to !== undefined && this.#agents.includes(to)) return [to];
    return to === undefined ? this.#agents.filter((name) => name !== agent) : [];
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

const HARMFUL_FIELDS = [
  'first_harmful_message',
  'first_harmful_action',
  'first_harmful_step',
  'first_harmful_index',
  'first_harmful_turn',
  'first_harmful',
  'harmful_message',
  'harmful_step',
  'harmful_index',
];

/** Position of the first action that does harm, where the row names it: what is decided behind it comes too late. */
export function firstHarmful({ meta }: Row): number {
  for (const field of HARMFUL_FIELDS) {
    const value = meta[field];
    if (typeof value === 'number') return value;
  }
  const list = [meta['steps'], meta['messages']].find((value) => Array.isArray(value));
  const marked = Array.isArray(list) ? list.findIndex(isMarked) : -1;
  return marked === -1 ? Number.POSITIVE_INFINITY : marked;
}

function isMarked(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'harmful' in value && value.harmful === true;
}
