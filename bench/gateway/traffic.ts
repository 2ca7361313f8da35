// The bytes of the benchmark: conversations that grow turn by turn, and the replies of the scripted upstream.

export type Shape = '2kb' | '20kb' | 'stream' | 'paced';

/** Ten characters that are replaced by digits, so that no two calls and no two replies are the same. */
const SLOT = '@@@@@@@@@@';
const SLOT_LENGTH = SLOT.length;

const TURNS_PER_CONVERSATION = 8;
const STREAM_EVENTS = 100;
const PACED_EVENTS = 10;

const BODY_BYTES: Readonly<Record<Shape, number>> = {
  '2kb': 2048,
  '20kb': 20_480,
  stream: 2048,
  paced: 2048,
};
const MODEL: Readonly<Record<Shape, string>> = {
  '2kb': 'bench-buffered',
  '20kb': 'bench-buffered',
  stream: 'bench-stream',
  paced: 'bench-paced',
};

/** Bytes with places in them that are overwritten before each use. */
export class Template {
  readonly bytes: Buffer;
  readonly #slots: readonly number[];

  constructor(text: string) {
    this.bytes = Buffer.from(text, 'latin1');
    const slots: number[] = [];
    for (let at = text.indexOf(SLOT); at !== -1; at = text.indexOf(SLOT, at + SLOT_LENGTH)) slots.push(at);
    this.#slots = slots;
  }

  /** Writes `id` into every place of `into`, which is these bytes or a copy of them. */
  fill(id: number, into: Buffer = this.bytes): Buffer {
    const digits = String(id).padStart(SLOT_LENGTH, '0');
    for (const slot of this.#slots) into.write(digits, slot, SLOT_LENGTH, 'latin1');
    return into;
  }

  /** A fresh copy with `id` in every place. */
  copy(id: number): Buffer {
    return this.fill(id, Buffer.from(this.bytes));
  }
}

const WORDS =
  'the report of this quarter shows orders from three regions and a plan to compare them with last year before anyone answers';
const wordList = WORDS.split(' ');

/** `length` characters of words; `seed` varies them. */
function prose(length: number, seed: number): string {
  let text = '';
  for (let at = seed; text.length < length; at = (at * 7 + 5) % 1009) {
    text += `${wordList[at % wordList.length] ?? ''} `;
  }
  return text.slice(0, length);
}

const TOOL = {
  type: 'function',
  function: {
    name: 'query_orders',
    description: 'Reads orders of one region from the internal database.',
    parameters: { type: 'object', properties: { region: { type: 'string' }, limit: { type: 'integer' } } },
  },
};

interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
  readonly name?: string;
}

/** The message list of one turn: what the turn before sent, and two messages more. */
function messagesAt(
  turn: number,
  sizes: { readonly task: number; readonly line: number },
): readonly Message[] {
  const messages: Message[] = [
    { role: 'system', content: prose(260, 3) },
    { role: 'user', content: `Case ${SLOT}: ${prose(sizes.task, 11)}` },
  ];
  for (let at = 1; at <= turn; at += 1) {
    messages.push({ role: 'assistant', content: `Step ${at} of case ${SLOT}: ${prose(sizes.line / 2, at)}` });
    messages.push({
      role: 'user',
      name: 'reviewer',
      content: `Remark ${at} on case ${SLOT}: ${prose(sizes.line, at * 31)}`,
    });
  }
  return messages;
}

function bodyAt(shape: Shape, turn: number, task: number): string {
  const line = BODY_BYTES[shape] / 40;
  return JSON.stringify({
    model: MODEL[shape],
    messages: messagesAt(turn, { task, line }),
    tools: [TOOL],
    temperature: 0.2,
    ...(shape === 'stream' || shape === 'paced' ? { stream: true } : {}),
  });
}

/** The bodies of one conversation's turns; their mean is the size that the shape names. */
export function conversation(shape: Shape): readonly string[] {
  const turns = Array.from({ length: TURNS_PER_CONVERSATION }, (_, turn) => turn);
  const meanWithout = turns.reduce((sum, turn) => sum + bodyAt(shape, turn, 0).length, 0) / turns.length;
  const task = Math.max(0, Math.round(BODY_BYTES[shape] - meanWithout));
  return turns.map((turn) => bodyAt(shape, turn, task));
}

/** Complete HTTP requests, one for each turn. Every conversation is a workflow of its own. */
export function requestTemplates(
  shape: Shape,
  to: { readonly path: string; readonly port: number; readonly headers: Readonly<Record<string, string>> },
): readonly Template[] {
  const extra = Object.entries(to.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return conversation(shape).map(
    (body) =>
      new Template(
        `POST ${to.path} HTTP/1.1\r\nhost: 127.0.0.1:${to.port}\r\ncontent-type: application/json\r\n` +
          `x-workflow-id: bench-${SLOT}\r\n${extra.join('')}content-length: ${body.length}\r\n\r\n${body}`,
      ),
  );
}

/** In the first content of every scripted reply, and in nothing that a gateway would say by itself. */
export const REPLY_MARK = 'tokenized';

/** A buffered completion of 1.2 KB, with its HTTP head. */
export function completionReply(): Template {
  const content = `A ${REPLY_MARK} of ${SLOT}: ${prose(880, 17)}`;
  const body = JSON.stringify({
    id: `chatcmpl-${SLOT}`,
    object: 'chat.completion',
    created: 1_763_000_000,
    model: 'bench-buffered',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 512, completion_tokens: 190, total_tokens: 702 },
  });
  return new Template(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}

export const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n';
export const STREAM_END = '0\r\n\r\n';

/** The events of a streamed completion, about 180 bytes each, every one an HTTP chunk of its own. */
export function streamFrames(shape: 'stream' | 'paced'): readonly string[] {
  const count = shape === 'stream' ? STREAM_EVENTS : PACED_EVENTS;
  const events = Array.from({ length: count }, (_, index) => streamEvent(index, count));
  return [...events, 'data: [DONE]\n\n'].map(httpChunk);
}

function streamEvent(index: number, count: number): string {
  const last = index === count - 1;
  const delta =
    index === 0
      ? { role: 'assistant', content: '' }
      : last
        ? {}
        : { content: index === 1 ? `${REPLY_MARK} ${SLOT} ` : `token ${index} ` };
  return `data: ${JSON.stringify({
    id: `chatcmpl-${SLOT}`,
    object: 'chat.completion.chunk',
    created: 1_763_000_000,
    model: 'bench-stream',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: last ? 'stop' : null }],
  })}\n\n`;
}

function httpChunk(data: string): string {
  return `${data.length.toString(16)}\r\n${data}\r\n`;
}
