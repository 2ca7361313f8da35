// A recorded run as what each agent was given and what it then did: the form that a replay needs, whatever the row's own.

import { z } from 'zod';
import type { InspectedText } from '../../src/detect/index.ts';
import type { TextOrigin } from '../../src/domain/index.ts';
import type { Row } from './rows.ts';

/** A text that an agent is given. */
export interface Given {
  readonly kind: 'given';
  readonly to: string;
  readonly channel: InspectedText['channel'];
  readonly origin: TextOrigin;
  readonly text: string;
  /** Position of the message in the row. */
  readonly index: number;
}

/** What an agent says and does upon it. */
export interface Said {
  readonly kind: 'said';
  readonly agent: string;
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: string }[];
  readonly index: number;
}

export type Step = Given | Said;

const messageSchema = z.object({
  role: z.string().default('assistant'),
  agent: z.string().optional(),
  name: z.string().optional(),
  content: z.string().nullish(),
  tool_call_id: z.string().nullish(),
  tool_calls: z
    .array(
      z.object({ id: z.string().nullish(), function: z.object({ name: z.string(), arguments: z.string() }) }),
    )
    .nullish(),
});

type Message = z.infer<typeof messageSchema>;

const stepSchema = z.object({
  agent: z.string(),
  type: z.enum(['message', 'tool_call', 'tool_result']),
  to: z.string().optional(),
  text: z.string().optional(),
  name: z.string().optional(),
  args: z.string().optional(),
});

/** The steps of a trace row, or undefined where it has none that are recorded. */
export function conversationOf(row: Row): readonly Step[] | undefined {
  const chained = z.array(stepSchema).safeParse(row.meta['steps']);
  if (chained.success) return chained.data.flatMap(chainedStep);
  const parsed = z.array(messageSchema).safeParse(row.meta['messages']);
  if (!parsed.success) return undefined;
  const speakers = [...new Set(parsed.data.flatMap(({ agent }) => agent ?? []))];
  return speakers.length > 0 ? groupChat(parsed.data, speakers) : oneAgent(parsed.data);
}

/** One agent with its tools. */
function oneAgent(messages: readonly Message[]): readonly Step[] {
  return messages.map((message, index): Step => {
    const text = message.content ?? '';
    if (message.role === 'assistant') {
      const calls = (message.tool_calls ?? []).map((call) => call.function);
      return { kind: 'said', agent: 'agent', text, calls, index };
    }
    return { kind: 'given', to: 'agent', text, index, ...channelOf(message, messages, index) };
  });
}

function channelOf(
  message: Message,
  messages: readonly Message[],
  index: number,
): Pick<Given, 'channel' | 'origin'> {
  if (message.role === 'system') return { channel: 'system_message', origin: { kind: 'developer' } };
  if (message.role === 'user') return { channel: 'user_message', origin: { kind: 'user' } };
  const name = message.name ?? calledTool(messages.slice(0, index), message.tool_call_id) ?? 'tool';
  return { channel: 'tool_result', origin: { kind: 'tool', name } };
}

function calledTool(before: readonly Message[], id: string | null | undefined): string | undefined {
  if (id === undefined || id === null) return undefined;
  return before.flatMap((message) => message.tool_calls ?? []).findLast((call) => call.id === id)?.function
    .name;
}

/** Everybody hears everybody; the first message is the task. */
function groupChat(messages: readonly Message[], speakers: readonly string[]): readonly Step[] {
  return messages.flatMap((message, index): readonly Step[] => {
    const text = message.content ?? '';
    const speaker = message.agent;
    const heard = speakers
      .filter((to) => to !== speaker)
      .map(
        (to): Given => ({
          kind: 'given',
          to,
          text,
          index,
          ...(index === 0 || speaker === undefined
            ? channelOf(message, messages, index)
            : { channel: 'agent_message', origin: { kind: 'agent', name: speaker } }),
        }),
      );
    if (speaker === undefined || message.role !== 'assistant') return heard;
    const calls = (message.tool_calls ?? []).map((call) => call.function);
    return [{ kind: 'said', agent: speaker, text, calls, index }, ...heard];
  });
}

function chainedStep(step: z.infer<typeof stepSchema>, index: number): readonly Step[] {
  const { agent, to, name = 'tool', text = '', args = '' } = step;
  if (step.type === 'tool_call')
    return [{ kind: 'said', agent, text: '', calls: [{ name, arguments: args }], index }];
  if (step.type === 'tool_result') {
    return [
      { kind: 'given', to: agent, channel: 'tool_result', origin: { kind: 'tool', name }, text, index },
    ];
  }
  const origin: TextOrigin = agent === 'user' ? { kind: 'user' } : { kind: 'agent', name: agent };
  const channel = agent === 'user' ? 'user_message' : 'agent_message';
  const said: readonly Step[] = agent === 'user' ? [] : [{ kind: 'said', agent, text, calls: [], index }];
  return to === undefined || to === 'user'
    ? said
    : [...said, { kind: 'given', to, channel, origin, text, index }];
}
