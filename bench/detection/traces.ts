// A recorded run, replayed turn by turn: what each exchange brought, and what the agent did upon it.

import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  type DetectorInput,
  type DirectivePrint,
  directivePrints,
  type InspectedAction,
  type InspectedText,
  type PastCall,
} from '../../src/detect/index.ts';
import { isJsonObject, type JsonValue } from '../../src/domain/index.ts';
import { NO_LINEAGE } from '../../src/lineage/index.ts';
import type { Row } from './rows.ts';

const messageSchema = z.object({
  role: z.string().default('assistant'),
  agent: z.string().optional(),
  name: z.string().optional(),
  content: z.string().nullish(),
  tool_calls: z
    .array(z.object({ function: z.object({ name: z.string(), arguments: z.string() }) }))
    .nullish(),
});

type Message = z.infer<typeof messageSchema>;

/** One exchange: the request's door with what was new, and the reply's door with what the agent did. */
export interface Turn {
  /** Of the reply. */
  readonly messageIndex: number;
  readonly agent: string;
  readonly request: DetectorInput;
  readonly reply: DetectorInput;
}

/** What of the history the replay keeps; `divergence` is filled by who judges. */
interface Memory {
  readonly divergence: Map<string, number[]>;
  readonly calls: PastCall[];
  readonly directives: DirectivePrint[];
}

const MAX_DIRECTIVES = 64;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const stepSchema = z.object({
  agent: z.string(),
  type: z.enum(['message', 'tool_call', 'tool_result']),
  text: z.string().optional(),
  name: z.string().optional(),
  args: z.string().optional(),
});

/** The messages of a trace row, from `messages` or from `steps`; undefined where it has neither. */
export function messagesOf({ meta }: Row): readonly Message[] | undefined {
  const messages = z.array(messageSchema).safeParse(meta['messages']);
  if (messages.success) return messages.data;
  const steps = z.array(stepSchema).safeParse(meta['steps']);
  return steps.success ? steps.data.map(messageOfStep) : undefined;
}

function messageOfStep({ agent, type, text, name = '', args = '' }: z.infer<typeof stepSchema>): Message {
  switch (type) {
    case 'message':
      return agent === 'user' ? { role: 'user', content: text } : { role: 'assistant', agent, content: text };
    case 'tool_result':
      return { role: 'tool', content: text };
    case 'tool_call':
      return { role: 'assistant', agent, tool_calls: [{ function: { name, arguments: args } }] };
  }
}

/** The turns of a run, one at a time: each is judged before the next is built, and `remember` tells how far it was. */
export function* turnsOf(messages: readonly Message[]): Generator<Turn, void, number> {
  const memory: Memory = { divergence: new Map(), calls: [], directives: [] };
  const task = messages.find(({ role }) => role === 'user')?.content ?? undefined;
  const scope = messages.find(({ role }) => role === 'system')?.content ?? '';
  let fresh: InspectedText[] = [];
  for (const [index, message] of messages.entries()) {
    const agent = message.agent ?? message.name ?? 'agent';
    if (message.role !== 'assistant') {
      fresh.push(textOf(message, index));
      continue;
    }
    const shared = {
      agent,
      scope,
      task,
      roster: [],
      tools: [],
      history: historyOf(memory, agent),
      lineage: NO_LINEAGE,
      external: undefined,
    };
    const request: DetectorInput = { ...shared, texts: fresh, context: [], actions: [] };
    const actions = actionsOf(message);
    const said = { ...textOf(message, index), channel: 'reply' } as const;
    const reply: DetectorInput = { ...shared, texts: message.content ? [said] : [], context: fresh, actions };
    const divergence = yield { messageIndex: index, agent, request, reply };
    memory.divergence.set(agent, [...(memory.divergence.get(agent) ?? []), divergence]);
    for (const call of message.tool_calls ?? []) {
      memory.calls.unshift({
        agent,
        tool: call.function.name,
        argumentsDigest: sha256(call.function.arguments),
      });
    }
    memory.directives.unshift(...directivePrints(request));
    // What one agent says is new to the next.
    fresh = message.agent !== undefined && message.content ? [{ ...said, channel: 'agent_message' }] : [];
  }
}

function historyOf({ divergence, calls, directives }: Memory, agent: string): DetectorInput['history'] {
  return {
    exchanges: calls.length,
    consecutiveReplies: 0,
    calls: calls.slice(0, 64),
    speakers: [],
    repeated: new Map(),
    tools: new Map(),
    divergence: divergence.get(agent) ?? [],
    directives: directives.slice(0, MAX_DIRECTIVES),
  };
}

const CHANNELS: ReadonlyMap<string, InspectedText['channel']> = new Map([
  ['tool', 'tool_result'],
  ['function', 'tool_result'],
  ['system', 'system_message'],
  ['user', 'user_message'],
]);

function textOf(message: Message, messageIndex: number): InspectedText {
  const spoken = message.agent !== undefined && message.role === 'user';
  return {
    channel: spoken ? 'agent_message' : (CHANNELS.get(message.role) ?? 'agent_message'),
    place: { kind: 'message', messageIndex, span: undefined },
    claimed: message.name,
    origin: { kind: 'unknown' },
    text: message.content ?? '',
  };
}

function actionsOf(message: Message): readonly InspectedAction[] {
  return (message.tool_calls ?? []).map((call, position) => ({
    type: 'tool_call',
    id: `r0.${position}`,
    door: 'reply',
    choice: 0,
    position,
    callId: undefined,
    toolName: call.function.name,
    rawArguments: call.function.arguments,
    arguments: readArguments(call.function.arguments),
    legacy: false,
    definition: undefined,
  }));
}

function readArguments(raw: string): Extract<InspectedAction, { type: 'tool_call' }>['arguments'] {
  try {
    const value: JsonValue = JSON.parse(raw);
    return isJsonObject(value) ? { kind: 'object', value } : { kind: 'unreadable', why: 'not_an_object' };
  } catch {
    // Recorded arguments that are no JSON are unreadable here as they are in the gateway.
    return { kind: 'unreadable', why: 'not_json' };
  }
}
