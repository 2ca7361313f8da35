// Small builders for requests, and a reader that puts a reply together as a client would, buffered or streamed.

import { isJsonObject, type JsonObject, type JsonValue, ownField } from '../../src/domain/index.ts';
import type { Answer } from './call.ts';

/** A chat completion request of one user message, with other fields on top. */
export function ask(text: string, more: JsonObject = {}): JsonObject {
  return { model: 'gpt-4o', messages: [{ role: 'user', content: text }], ...more };
}

/** A tool as requests offer it. */
export function tool(name: string, properties: JsonObject = {}, description = ''): JsonObject {
  return {
    type: 'function',
    function: { name, description, parameters: { type: 'object', properties } },
  };
}

/** One event of a stream, with its bytes. */
export interface SseEvent {
  readonly raw: Buffer;
  /** The `data:` lines joined; '' for a comment. */
  readonly data: string;
}

/** Cuts a stream into its events; the bytes of all events together are the bytes that came. */
export function readEvents(body: Buffer): readonly SseEvent[] {
  const events: SseEvent[] = [];
  let from = 0;
  while (from < body.length) {
    const end = body.indexOf('\n\n', from);
    const to = end === -1 ? body.length : end + 2;
    const raw = body.subarray(from, to);
    const lines = raw.toString('utf8').split('\n');
    const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart());
    events.push({ raw, data: data.join('\n') });
    from = to;
  }
  return events;
}

/** The chunks of a stream, comments and `[DONE]` left out. */
export function chunksOf(answer: Answer): readonly JsonObject[] {
  return readEvents(answer.body)
    .filter(({ data }) => data !== '' && data !== '[DONE]')
    .map(({ data }): JsonValue => JSON.parse(data))
    .filter(isJsonObject);
}

export function isStream(answer: Answer): boolean {
  return answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
}

/** What one choice says and does, however it came. */
export interface Told {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: string }[];
  readonly finish: string;
}

/** The choices of a reply. */
export function told(answer: Answer): readonly Told[] {
  const pieces = isStream(answer)
    ? chunksOf(answer).flatMap((chunk) => listOf(chunk['choices']))
    : listOf(ownField(answer.json(), 'choices'));
  const choices = new Map<number, { text: string; calls: Map<number, string[]>; finish: string }>();
  for (const piece of pieces) {
    const index = Number(ownField(piece, 'index') ?? 0);
    const choice = choices.get(index) ?? { text: '', calls: new Map(), finish: '' };
    choices.set(index, choice);
    const message = ownField(piece, 'delta') ?? ownField(piece, 'message');
    choice.text += textOf(ownField(message, 'content'));
    choice.finish += textOf(ownField(piece, 'finish_reason'));
    for (const [at, call] of callsIn(message)) {
      const known = choice.calls.get(at) ?? ['', ''];
      known[0] += textOf(ownField(call, 'name'));
      known[1] += textOf(ownField(call, 'arguments'));
      choice.calls.set(at, known);
    }
  }
  return [...choices.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, { text, calls, finish }]) => ({
      text,
      calls: [...calls.values()].map(([name = '', args = '']) => ({ name, arguments: args })),
      finish,
    }));
}

function callsIn(message: JsonValue | undefined): readonly (readonly [number, JsonValue | undefined])[] {
  const legacy = ownField(message, 'function_call');
  if (isJsonObject(legacy)) return [[0, legacy]];
  return listOf(ownField(message, 'tool_calls')).map((call, at) => [
    Number(ownField(call, 'index') ?? at),
    ownField(call, 'function'),
  ]);
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
