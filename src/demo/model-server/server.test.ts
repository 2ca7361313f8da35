// The scripted model must be as strict and as odd as the real API, or tests against it prove nothing.

import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  callFunction,
  callTool,
  callTools,
  choose,
  claimsToBeJson,
  contentFiltered,
  drop,
  errorInStream,
  hang,
  htmlPage,
  invalidUtf8,
  rateLimited,
  rawStream,
  refuse,
  type ScriptedModel,
  say,
  serverError,
  startScriptedModel,
  wrongLength,
} from './index.ts';

let model: ScriptedModel;
let client: OpenAI;

beforeEach(async () => {
  model = await startScriptedModel({ apiKeys: ['good'] });
  client = new OpenAI({ apiKey: 'good', baseURL: `${model.url}/v1`, maxRetries: 0 });
});
afterEach(() => model.close());

const ask = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'hello' }] };
const tools = [{ type: 'function' as const, function: { name: 'look_up', parameters: { type: 'object' } } }];

function post(body: unknown, headers: Record<string, string> = {}, path = '/v1/chat/completions') {
  return fetch(model.url + path, {
    method: 'POST',
    headers: { authorization: 'Bearer good', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function events(body: unknown, path?: string): Promise<string[]> {
  const text = await (await post(body, {}, path)).text();
  return text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => event.replace(/^data: /, ''));
}

describe('a buffered reply', () => {
  test('has the shape that the official client reads', async () => {
    model.play([{ reply: say('Good day.') }]);
    const { data, response } = await client.chat.completions.create(ask).withResponse();
    expect(data.choices[0]).toMatchObject({ message: { content: 'Good day.' }, finish_reason: 'stop' });
    expect(data.usage?.total_tokens).toBeGreaterThan(0);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(response.headers.get('openai-processing-ms')).toBe('1');
  });

  test('carries parallel tool calls with ids of their own and content null', async () => {
    model.play([
      {
        reply: callTools([
          { name: 'look_up', arguments: { a: 1 } },
          { name: 'look_up', arguments: 'not json' },
        ]),
      },
    ]);
    const message = (await client.chat.completions.create({ ...ask, tools })).choices[0]!.message;
    expect(message.content).toBeNull();
    expect(new Set(message.tool_calls?.map((call) => call.id)).size).toBe(2);
    expect(message.tool_calls?.[1]).toMatchObject({ function: { arguments: 'not json' } });
  });

  test('has no `tool_calls` key where there is no call', async () => {
    model.play([{ reply: say('x') }]);
    expect(Object.keys((await client.chat.completions.create(ask)).choices[0]!.message)).not.toContain(
      'tool_calls',
    );
  });

  test('carries legacy function calls, refusals and several choices', async () => {
    model.play([
      { reply: [callFunction('f', { x: 1 }), refuse('No.'), choose([{ text: 'one' }, { text: 'two' }])] },
    ]);
    const first = await client.chat.completions.create(ask);
    expect(first.choices[0]).toMatchObject({
      finish_reason: 'function_call',
      message: { content: null, function_call: { name: 'f', arguments: '{"x":1}' } },
    });
    const second = await client.chat.completions.create(ask);
    expect(second.choices[0]!.message).toMatchObject({ content: null, refusal: 'No.' });
    const third = await client.chat.completions.create({ ...ask, n: 3 });
    expect(third.choices.map((choice) => [choice.index, choice.message.content])).toEqual([
      [0, 'one'],
      [1, 'two'],
      [2, 'one'],
    ]);
  });

  test('is the same, byte for byte, when the same conversation is played again', async () => {
    const bytes: string[] = [];
    for (let round = 0; round < 2; round++) {
      model.play([{ reply: callTool('look_up', {}) }]);
      bytes.push(await (await post({ ...ask, tools })).text());
    }
    expect(bytes[0]).toBe(bytes[1]);
  });
});

describe('a streamed reply', () => {
  test('starts with the role, goes on in small pieces, finishes, and ends with [DONE]', async () => {
    model.play([{ reply: say('Hello, world') }]);
    const got = await events({ ...ask, stream: true });
    const chunks = got.slice(0, -1).map((event) => JSON.parse(event));
    expect(chunks[0].choices[0].delta).toEqual({ role: 'assistant', content: '', refusal: null });
    expect(chunks.slice(1, -1).map((chunk) => chunk.choices[0].delta.content)).toEqual([
      'Hell',
      'o, w',
      'orld',
    ]);
    expect(chunks.at(-1).choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
    expect(got.at(-1)).toBe('[DONE]');
  });

  test('tells usage last, in a chunk without choices, only when asked', async () => {
    model.play([{ reply: say('Hi') }]);
    const got = await events({ ...ask, stream: true, stream_options: { include_usage: true } });
    const chunks = got.slice(0, -1).map((event) => JSON.parse(event));
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  });

  test('sends tool arguments in fragments that the official client joins', async () => {
    model.play([
      {
        reply: callTools([
          { name: 'look_up', arguments: { city: 'Zürich' } },
          { name: 'b', arguments: {} },
        ]),
      },
    ]);
    const message = await client.chat.completions.stream({ ...ask, tools }).finalMessage();
    expect(message.tool_calls?.map((call) => call.type === 'function' && call.function.arguments)).toEqual([
      '{"city":"Zürich"}',
      '{}',
    ]);
  });

  test('interleaves choices and never tears a character in two', async () => {
    model.play([{ reply: choose([{ text: 'abc😀😀' }, { text: 'wxyz' }], { pieceLength: 1 }) }]);
    const texts = ['', ''];
    const order: number[] = [];
    for await (const chunk of await client.chat.completions.create({ ...ask, n: 2, stream: true })) {
      for (const choice of chunk.choices) {
        texts[choice.index] += choice.delta.content ?? '';
        order.push(choice.index);
        expect(choice.delta.content ?? '').not.toMatch(/\p{Cs}/u);
      }
    }
    expect(texts).toEqual(['abc😀😀', 'wxyz']);
    expect(order.slice(0, 4)).toEqual([0, 1, 0, 1]);
  });

  test('is the same text when its bytes are cut anywhere', async () => {
    for (const sliceBytes of [1, 3, 7, 4096]) {
      model.play([{ reply: say('Grüße, 😀 world', { sliceBytes }) }]);
      const stream = client.chat.completions.stream(ask);
      expect(await stream.finalContent()).toBe('Grüße, 😀 world');
    }
  });

  test('streams legacy function calls and refusals', async () => {
    model.play([{ reply: [callFunction('f', { x: 1 }), refuse('I will not.')] }]);
    const called = (await events({ ...ask, stream: true })).slice(0, -1).map((event) => JSON.parse(event));
    expect(called.map((chunk) => chunk.choices[0].delta.function_call?.arguments ?? '').join('')).toBe(
      '{"x":1}',
    );
    const refused = (await events({ ...ask, stream: true })).slice(0, -1).map((event) => JSON.parse(event));
    expect(refused.map((chunk) => chunk.choices[0].delta.refusal ?? '').join('')).toBe('I will not.');
  });
});

describe('requests that the real API refuses', () => {
  const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
  const user = { role: 'user', content: 'x' };
  const rows: [string, object, string | null, string | null][] = [
    ['no messages', { model: 'gpt-4o' }, 'messages', 'missing_required_parameter'],
    ['empty messages', { ...ask, messages: [] }, 'messages', 'empty_array'],
    ['no model', { messages: [user] }, 'model', null],
    ['an empty tools array', { ...ask, tools: [] }, 'tools', 'empty_array'],
    ['tool_choice without tools', { ...ask, tool_choice: 'auto' }, 'tool_choice', null],
    [
      'a bad role',
      { ...ask, messages: [{ role: 'agent', content: 'x' }] },
      'messages[0].role',
      'invalid_value',
    ],
    [
      'a name with a space',
      { ...ask, messages: [{ ...user, name: 'a b' }] },
      'messages[0].name',
      'invalid_value',
    ],
    [
      'null content of a user',
      { ...ask, messages: [{ role: 'user', content: null }] },
      'messages[0].content',
      'invalid_type',
    ],
    [
      'an assistant without content or calls',
      { ...ask, messages: [{ role: 'assistant', content: null }] },
      'messages[0].content',
      'invalid_type',
    ],
    [
      'a tool result out of nowhere',
      { ...ask, messages: [user, { role: 'tool', tool_call_id: 'c1', content: 'x' }] },
      'messages[1].role',
      null,
    ],
    [
      'a tool call without its result',
      { ...ask, messages: [{ role: 'assistant', tool_calls: [call] }, user] },
      'messages[1].role',
      null,
    ],
    [
      'a tool call without its result at the end',
      { ...ask, messages: [{ role: 'assistant', tool_calls: [call] }] },
      'messages[0].role',
      null,
    ],
    [
      'empty tool_calls in the history',
      { ...ask, messages: [{ role: 'assistant', content: 'x', tool_calls: [] }] },
      'messages[0].tool_calls',
      'empty_array',
    ],
    ['stream options without a stream', { ...ask, stream_options: {} }, 'stream_options', null],
    ['n of zero', { ...ask, n: 0 }, 'n', 'invalid_value'],
    [
      'an unknown response format',
      { ...ask, response_format: { type: 'xml' } },
      'response_format.type',
      'invalid_value',
    ],
    [
      'a JSON mode that no message mentions',
      { ...ask, response_format: { type: 'json_object' } },
      'messages',
      null,
    ],
  ];
  test.each(rows)('%s', async (_, body, param, code) => {
    model.play([{ reply: say('should not be reached') }]);
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { message: expect.any(String), type: 'invalid_request_error', param, code },
    });
  });

  test('a complete tool round trip is taken', async () => {
    model.play([{ reply: say('ok') }]);
    const messages = [
      user,
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c1', content: 'x' },
    ];
    expect((await post({ ...ask, messages })).status).toBe(200);
  });

  test('a body that is not a JSON object, an unknown model, an unknown route', async () => {
    expect((await post('{"model":')).status).toBe(400);
    expect((await post('[]')).status).toBe(400);
    await expect(client.chat.completions.create({ ...ask, model: 'gpt-99' })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    expect((await post(ask, {}, '/v1/responses')).status).toBe(404);
  });

  test('a wrong key and no key', async () => {
    const bad = new OpenAI({ apiKey: 'bad', baseURL: `${model.url}/v1`, maxRetries: 0 });
    await expect(bad.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect((await fetch(`${model.url}/v1/models`)).status).toBe(401);
  });

  test('a request that no rule answers is told so, not retried', async () => {
    model.play([{ when: { last: 'something else' }, reply: say('x') }]);
    await expect(client.chat.completions.create(ask)).rejects.toMatchObject({
      status: 400,
      code: 'no_scripted_reply',
    });
  });
});

describe('scripts', () => {
  test('the first rule that matches and is not used up answers', async () => {
    model.play([
      { when: { offers: 'look_up' }, reply: say('has the tool') },
      { when: { last: 'hello' }, reply: [say('first'), say('second')] },
      { reply: say('else') },
    ]);
    const texts: (string | null)[] = [];
    for (let i = 0; i < 3; i++)
      texts.push((await client.chat.completions.create(ask)).choices[0]!.message.content);
    texts.push((await client.chat.completions.create({ ...ask, tools })).choices[0]!.message.content);
    expect(texts).toEqual(['first', 'second', 'else', 'has the tool']);
  });

  test('matches on system text, sender, schema, model, stream and retry count', async () => {
    model.play((request) =>
      say(
        [
          request.system,
          request.last.name,
          request.schema,
          request.model,
          request.stream,
          request.retry,
        ].join('|'),
      ),
    );
    const body = {
      model: 'gpt-4',
      messages: [
        { role: 'system', content: 'You plan.' },
        { role: 'user', name: 'coder', content: [{ type: 'text', text: 'hi' }] },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'Out', schema: {} } },
    };
    const answer = JSON.parse(await (await post(body, { 'x-stainless-retry-count': '2' })).text());
    expect(answer.choices[0].message.content).toBe('You plan.|coder|Out|gpt-4|false|2');
  });
});

describe('failures', () => {
  test('429 with its headers, then success when the client comes back', async () => {
    model.play([{ reply: [rateLimited(1), say('ok')] }]);
    const patient = new OpenAI({ apiKey: 'good', baseURL: `${model.url}/v1`, maxRetries: 2 });
    expect((await patient.chat.completions.create(ask)).choices[0]!.message.content).toBe('ok');
    expect(model.requests.map((request) => request.headers['x-stainless-retry-count'])).toEqual(['0', '1']);
  });

  test('provider errors keep their status and code', async () => {
    model.play([{ reply: [serverError(503), contentFiltered()] }]);
    await expect(client.chat.completions.create(ask)).rejects.toMatchObject({ status: 503 });
    await expect(client.chat.completions.create(ask)).rejects.toMatchObject({
      status: 400,
      code: 'content_filter',
    });
  });

  test('HTML and text that claim to be fine', async () => {
    model.play([{ reply: [htmlPage(), claimsToBeJson('{"choices":[')] }]);
    const page = await post(ask);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    await expect((await post(ask)).json()).rejects.toThrow();
  });

  test('bytes that are not UTF-8', async () => {
    model.play([{ reply: invalidUtf8() }]);
    const bytes = await (await post(ask)).arrayBuffer();
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();
  });

  test('a length that is too long or too short', async () => {
    model.play([{ reply: [wrongLength('{"a":1}', 5), wrongLength('{"a":1}', -3)] }]);
    await expect(post(ask).then((response) => response.text())).rejects.toThrow();
    const short = await post(ask).then(
      (response) => response.text(),
      () => '',
    );
    expect(short).not.toBe('{"a":1}');
  });

  test('half a stream: the events before the cut arrive, then the connection drops', async () => {
    model.play([{ reply: say('Hello, world', { cut: { afterEvents: 3, ending: 'drop' } }) }]);
    let text = '';
    const read = async () => {
      for await (const chunk of await client.chat.completions.create({ ...ask, stream: true })) {
        text += chunk.choices[0]?.delta.content ?? '';
      }
    };
    await expect(read()).rejects.toThrow();
    expect(text).toBe('Hello, w');
    await expect(model.requests[0]!.outcome).resolves.toBe('cut_off');
  });

  test('a stream of exactly these bytes', async () => {
    model.play([{ reply: rawStream([': wait\n\n', Uint8Array.of(0xff), 'data: [DONE]\n\n']) }]);
    const response = await post({ ...ask, stream: true });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(Buffer.from(await response.arrayBuffer()).toString('latin1')).toBe(
      ': wait\n\n\u00ffdata: [DONE]\n\n',
    );
  });

  test('an error as an event of the stream', async () => {
    model.play([{ reply: errorInStream() }]);
    const read = async () => {
      for await (const _ of await client.chat.completions.create({ ...ask, stream: true }));
    };
    await expect(read()).rejects.toMatchObject({ type: 'server_error' });
  });

  test('a dropped connection and silence', async () => {
    model.play([{ reply: [drop(), hang()] }]);
    await expect(client.chat.completions.create(ask)).rejects.toThrow(/Connection error/);
    const gaveUp = new AbortController();
    const waiting = client.chat.completions.create(ask, { signal: gaveUp.signal });
    await model.received(2);
    gaveUp.abort();
    await expect(waiting).rejects.toThrow(/aborted/);
    await expect(model.requests[1]!.outcome).resolves.toBe('cut_off');
  });
});

test('records the bytes of each request exactly', async () => {
  model.play([{ reply: say('x') }]);
  const odd = '{ "model":"gpt-4o",\n\t"messages":[{"role":"user","content":"\\u00e9"}],"x_unknown":1.50e+1 }';
  await post(odd, { 'x-custom': '1' });
  expect(model.requests[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
  expect(model.requests[0]!.bytes.toString()).toBe(odd);
  expect(model.requests[0]!.headers['x-custom']).toBe('1');
  await expect(model.requests[0]!.outcome).resolves.toBe('answered');
});

test('lists its models', async () => {
  const names: string[] = [];
  for await (const entry of client.models.list()) names.push(entry.id);
  expect(names).toContain('gpt-4o');
});

test('answers on the deployment path of Azure, with its key header and its odd first chunk', async () => {
  model.play([{ reply: say('azure') }]);
  const azure = new (await import('openai')).AzureOpenAI({
    endpoint: model.url,
    apiKey: 'good',
    apiVersion: '2024-10-21',
    deployment: 'gpt-4o',
    maxRetries: 0,
  });
  expect((await azure.chat.completions.create(ask)).choices[0]!.message.content).toBe('azure');
  expect(model.requests[0]!.path).toBe('/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21');
  const first = JSON.parse(
    (await events({ ...ask, stream: true }, '/openai/deployments/gpt-4o/chat/completions'))[0]!,
  );
  expect(first).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] });
});
