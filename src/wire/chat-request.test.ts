import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sha256Hex } from '../domain/index.ts';
import { type ChatRequest, readChatRequest } from './chat-request.ts';

const sha256: Sha256Hex = (bytes) => createHash('sha256').update(bytes).digest('hex');
const encode = (body: unknown) =>
  new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
const read = (body: unknown, options: { maxMessages?: number; model?: string } = {}) =>
  readChatRequest(encode(body), { sha256, maxMessages: 100, ...options });

function request(body: unknown, options: { model?: string } = {}): ChatRequest {
  const outcome = read(body, options);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.request;
}

const withMessage = (message: unknown) => ({ model: 'm', messages: [message] });
const textOf = (message: unknown) => request(withMessage(message)).messages[0]?.text;

describe('reading a chat request', () => {
  it('takes what AutoGen 0.2 sends', () => {
    const { messages, ...rest } = request({
      model: 'gpt-4o',
      temperature: 0,
      stream: false,
      messages: [
        { role: 'system', content: 'You code.' },
        { content: 'plot', role: 'user', name: 'user_proxy' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { index: 0, id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'done' },
      ],
    });
    expect(rest).toMatchObject({
      model: 'gpt-4o',
      stream: false,
      includeUsage: false,
      choices: 1,
      kind: 'normal',
    });
    expect(rest).toMatchObject({
      maxTokens: undefined,
      user: undefined,
      tools: [],
      candidates: [],
      roster: [],
    });
    expect(messages.map(({ role, name, text }) => [role, name, text])).toEqual([
      ['system', undefined, 'You code.'],
      ['user', 'user_proxy', 'plot'],
      ['assistant', undefined, ''],
      ['tool', undefined, 'done'],
    ]);
    expect(messages[2]?.toolCalls).toEqual([{ id: 'c1', name: 'f', rawArguments: '{"a":1}' }]);
    expect(messages[3]?.toolCallId).toBe('c1');
  });

  it('cuts each message out of the bytes as they came, and digests exactly those', () => {
    const raw = encode(
      '{"messages": [ {"role":"user","content":"]é\\"}"} ,\n{"content":"","role":"user"}],"model":"m"}',
    );
    const outcome = readChatRequest(raw, { sha256, maxMessages: 2 });
    if (!outcome.ok) throw new Error(outcome.message);
    const parts = outcome.request.messages.map(({ bytes }) => new TextDecoder().decode(bytes));
    expect(parts).toEqual(['{"role":"user","content":"]é\\"}"}', '{"content":"","role":"user"}']);
    for (const { bytes, digest } of outcome.request.messages) {
      expect(bytes.buffer).toBe(raw.buffer);
      expect(digest).toBe(sha256(bytes));
    }
  });

  it('gives each message the bytes that parse to it, whatever else the body holds', () => {
    const message = fc.record({
      role: fc.constant('user'),
      content: fc.string({ unit: 'binary' }),
      extra: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.array(message), fc.jsonValue(), fc.boolean(), (messages, other, indented) => {
        const body = JSON.stringify({ other, messages, model: 'm' }, null, indented ? 2 : 0);
        const outcome = read(body);
        if (!outcome.ok) return;
        const cut = outcome.request.messages.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)));
        expect(cut).toEqual(JSON.parse(body).messages);
      }),
    );
  });

  it('takes the model from the path when it names one', () => {
    expect(request({ messages: [] }, { model: 'deployed' }).model).toBe('deployed');
    expect(request({ model: 'deployed', messages: [] }, { model: 'deployed' }).model).toBe('deployed');
  });

  it('refuses a body that names another model than the path: which one is called would be up to the upstream', () => {
    expect(read({ model: 'other', messages: [] }, { model: 'deployed' })).toMatchObject({
      ok: false,
      param: 'model',
    });
  });

  it('refuses more choices than any provider answers', () => {
    expect(request({ model: 'm', n: 128, messages: [] }).choices).toBe(128);
    expect(read({ model: 'm', n: 129, messages: [] })).toMatchObject({ ok: false, param: 'n' });
  });

  it('treats null as absent in every optional field', () => {
    const nothing = {
      n: null,
      stream: null,
      stream_options: null,
      max_tokens: null,
      user: null,
      tools: null,
    };
    expect(
      request({
        model: 'm',
        messages: [{ role: 'user', content: null, name: null, tool_calls: null }],
        ...nothing,
      }),
    ).toMatchObject({ choices: 1, stream: false, includeUsage: false, maxTokens: undefined, tools: [] });
  });

  it('counts with the larger of the two token bounds, since either may be the one that is honoured', () => {
    expect(request({ model: 'm', messages: [], max_tokens: 5, max_completion_tokens: 900 }).maxTokens).toBe(
      900,
    );
    expect(request({ model: 'm', messages: [], max_completion_tokens: 7 }).maxTokens).toBe(7);
  });

  it('reads tools of every generation under the name that policy knows', () => {
    const { tools } = request({
      model: 'm',
      messages: [],
      tools: [
        { type: 'function', function: { name: 'f', description: 'd', parameters: { type: 'object' } } },
        { function: { name: 'untyped' } },
        { type: 'custom', custom: { name: 'c' } },
        { type: 'web_search', user_location: {} },
      ],
      functions: [{ name: 'old', parameters: {} }],
    });
    expect(tools).toEqual([
      { name: 'f', description: 'd', parameters: { type: 'object' } },
      { name: 'untyped', description: '', parameters: null },
      { name: 'c', description: '', parameters: null },
      { name: 'web_search', description: '', parameters: null },
      { name: 'old', description: '', parameters: {} },
    ]);
  });

  it.each([
    [[], null],
    ['"text"', null],
    [{ messages: [] }, 'model'],
    [{ model: '', messages: [] }, 'model'],
    [{ model: 4, messages: [] }, 'model'],
    [{ model: 'm' }, 'messages'],
    [{ model: 'm', messages: {} }, 'messages'],
    [{ model: 'm', messages: 'hi' }, 'messages'],
    [{ model: 'm', messages: [], stream: 'true' }, 'stream'],
    [{ model: 'm', messages: [], stream_options: [] }, 'stream_options'],
    [{ model: 'm', messages: [], n: 0 }, 'n'],
    [{ model: 'm', messages: [], n: 1.5 }, 'n'],
    [{ model: 'm', messages: [], n: '2' }, 'n'],
    [{ model: 'm', messages: [], max_tokens: -1 }, 'max_tokens'],
    [{ model: 'm', messages: [], user: {} }, 'user'],
    [{ model: 'm', messages: [], tools: {} }, 'tools'],
    [{ model: 'm', messages: [], tools: [{ type: 'function' }] }, 'tools[0]'],
    [{ model: 'm', messages: [], tools: [{ type: 'function', name: 'flat' }] }, 'tools[0]'],
    [{ model: 'm', messages: [], tools: ['f'] }, 'tools[0]'],
    [{ model: 'm', messages: [], functions: [{}] }, 'functions[0].name'],
    [{ model: 'm', messages: [{ role: 'user' }, 'hi'] }, 'messages[1]'],
    [withMessage({ role: 'root', content: 'x' }), 'messages[0].role'],
    [withMessage({ content: 'x' }), 'messages[0].role'],
    [withMessage({ role: 'user', content: 4 }), 'messages[0].content'],
    [withMessage({ role: 'user', content: { text: 'x' } }), 'messages[0].content'],
    [withMessage({ role: 'user', content: [1] }), 'messages[0].content'],
    [withMessage({ role: 'user', content: '', name: [] }), 'messages[0].name'],
    [withMessage({ role: 'tool', content: '', tool_call_id: 1 }), 'messages[0].tool_call_id'],
    [withMessage({ role: 'assistant', tool_calls: {} }), 'messages[0].tool_calls'],
    [withMessage({ role: 'assistant', tool_calls: ['x'] }), 'messages[0].tool_calls'],
  ])('refuses %j and names the field', (body, param) => {
    expect(read(body)).toMatchObject({ ok: false, code: 'invalid_request', param });
  });

  it.each([
    ['{"model":"m","model":"n","messages":[]}', 'duplicate_keys'],
    ['{"model":"m","messages":[{"role":"user","content":"a","content":"hunter2"}]}', 'duplicate_keys'],
    ['{"model":"m","messages":[{"role":"user","content":"hunter2"', 'invalid_json'],
    [`{"model":"m","messages":${'['.repeat(100)}${']'.repeat(100)}}`, 'invalid_request'],
    ['{"model":"hunter2","messages":[{"role":"hunter2"}]}', 'invalid_request'],
  ])('refuses %.60s without repeating anything of it', (body, code) => {
    const outcome = read(body);
    expect(outcome).toMatchObject({ ok: false, code });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });

  it('refuses more messages than allowed, and takes as many as allowed', () => {
    const body = { model: 'm', messages: [{ role: 'user' }, { role: 'user' }] };
    expect(read(body, { maxMessages: 1 })).toMatchObject({ ok: false, param: 'messages' });
    expect(read(body, { maxMessages: 2 }).ok).toBe(true);
  });
});

describe('the text of a message', () => {
  it.each([
    ['a string', { content: 'hi' }, 'hi'],
    [
      'text parts',
      {
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      'a\nb',
    ],
    ['bare strings as parts', { content: ['a', 'b'] }, 'a\nb'],
    ['unknown parts, nested', { content: [{ type: 'quote', of: { lines: ['a', { by: 'b' }] } }] }, 'a\nb'],
    ['a refusal part', { content: [{ type: 'refusal', refusal: 'no' }] }, 'no'],
    ['other fields', { content: 'a', reasoning_content: 'b', x: { y: ['c'] } }, 'a\nb\nc'],
    [
      'no image data',
      { content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
      '',
    ],
    [
      'an image address',
      { content: [{ type: 'image_url', image_url: { url: 'https://a.example/?q=s' } }] },
      'https://a.example/?q=s',
    ],
    [
      'no sound or file data',
      {
        content: [
          { type: 'input_audio', input_audio: { data: 'AAAA' } },
          { type: 'file', file: { file_data: 'AAAA', filename: 'a.pdf' } },
        ],
      },
      'a.pdf',
    ],
    [
      'data-like text where no medium is',
      { content: [{ type: 'text', text: 'data:secret' }] },
      'data:secret',
    ],
    [
      'no control fields',
      { content: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '5m' } }] },
      'a',
    ],
    ['not its name', { content: 'a', name: 'coder' }, 'a'],
    ['a name too long to be one', { content: 'a', name: 'x'.repeat(65) }, `a\n${'x'.repeat(65)}`],
    ['a key called __proto__', JSON.parse('{"content":"a","__proto__":{"b":"c"}}'), 'a\nc'],
    ['nothing', {}, ''],
  ])('is %s', (_, message, expected) => {
    // A key called __proto__ must survive, so no object spread into a literal.
    const text = JSON.stringify(message).replace(
      /^\{/,
      Object.keys(message).length > 0 ? '{"role":"user",' : '{"role":"user"',
    );
    expect(request(`{"model":"m","messages":[${text}]}`).messages[0]?.text).toBe(expected);
  });

  it('holds neither tool calls nor ids, which have readers of their own', () => {
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{"k":"v"}' } };
    expect(
      textOf({
        role: 'assistant',
        content: 'a',
        tool_calls: [call],
        function_call: { name: 'g', arguments: '' },
      }),
    ).toBe('a');
  });
});

describe('the tool calls of a message', () => {
  const callsOf = (message: object) =>
    request(withMessage({ role: 'assistant', ...message })).messages[0]?.toolCalls;

  it('are read in every form that clients send', () => {
    const calls = callsOf({
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
        { id: 'b', type: 'custom', custom: { name: 'c', input: 'free text' } },
        { id: 'd', function: { name: 'g', arguments: { k: 1 } } },
        {},
      ],
      function_call: { name: 'old', arguments: '{"x":1}' },
    });
    expect(calls).toEqual([
      { id: 'a', name: 'f', rawArguments: '{}' },
      { id: 'b', name: 'c', rawArguments: 'free text' },
      { id: 'd', name: 'g', rawArguments: '{"k":1}' },
      { id: undefined, name: '', rawArguments: '' },
      { id: undefined, name: 'old', rawArguments: '{"x":1}' },
    ]);
  });

  it('are none where there are none', () => {
    expect(callsOf({ content: 'a', tool_calls: [] })).toEqual([]);
  });
});
