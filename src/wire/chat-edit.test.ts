import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editChatRequest, mappedMessageText, type RequestEdit } from './chat-edit.ts';
import { type ChatRequest, readChatRequest } from './chat-request.ts';

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function parse(text: string, model?: string): ChatRequest {
  const raw = new TextEncoder().encode(text);
  const read = readChatRequest(raw, {
    sha256: () => '',
    maxMessages: 100,
    ...(model === undefined ? {} : { model }),
  });
  if (!read.ok) throw new Error(read.message);
  return read.request;
}

const edit = (text: string, ...edits: RequestEdit[]) => decode(editChatRequest(parse(text), edits));
const edited = (body: object, ...edits: RequestEdit[]) => JSON.parse(edit(JSON.stringify(body), ...edits));
const redact = (messageIndex: number): RequestEdit => ({
  kind: 'map_text',
  messageIndex,
  map: (text) => text.replaceAll('hunter2', '[redacted]'),
});
const removeTools = (...names: string[]): RequestEdit => ({
  kind: 'remove_tools',
  remove: (name) => names.includes(name),
});

const tool = (name: string) => ({ type: 'function', function: { name } });

describe('editing a request', () => {
  it('gives back the very bytes when no edit changes anything', () => {
    const message = fc.record({
      role: fc.constantFrom('user', 'assistant', 'tool'),
      content: fc.oneof(fc.string(), fc.array(fc.record({ type: fc.constant('text'), text: fc.string() }))),
      tool_calls: fc.array(
        fc.record({
          id: fc.string(),
          function: fc.record({ name: fc.string(), arguments: fc.oneof(fc.string(), fc.json()) }),
        }),
      ),
      extra: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.array(message), fc.boolean(), (messages, indented) => {
        const text = JSON.stringify(
          { model: 'm', max_tokens: 5, tools: [tool('f')], messages },
          null,
          indented ? 1 : 0,
        );
        fc.pre(!/\\ud[89a-f]/.test(text));
        const request = parse(text);
        const identity = messages.map(
          (_, messageIndex): RequestEdit => ({ kind: 'map_text', messageIndex, map: (t) => t }),
        );
        const edits: RequestEdit[] = [
          ...identity,
          removeTools('g'),
          { kind: 'max_tokens', value: 5 },
          { kind: 'model', value: 'm' },
        ];
        expect(editChatRequest(request, edits)).toBe(request.raw);
      }),
    );
  });

  it('redacts every readable string of the message and no byte beside them', () => {
    const text = (secret: string) =>
      `{ "model":"m" , "keep":"hunter2", "messages":[ {"role":"user","content":"hunter2"},
      {"role":"user", "content":[{"type":"text","text":"é ${secret}"},{"type":"later","deep":["${secret}"]}],
       "reasoning_content":"${secret}","tool_calls":[{"id":"hunter2","function":{"name":"f","arguments":"{\\"a\\": \\"${secret}\\"}"}}],
       "function_call":{"name":"g","arguments":"not json ${secret}"}} ] }`;
    expect(edit(text('hunter2'), redact(1))).toBe(text('[redacted]'));
  });

  it('sees through escapes in tool arguments and keeps them well-formed', () => {
    const call = (args: string) => ({
      model: 'm',
      messages: [{ role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: args } }] }],
    });
    const result = edited(call('{"a":"\\u0068unter2","n":1}'), redact(0));
    expect(result).toEqual(call('{"a":"[redacted]","n":1}'));
  });

  it('redacts in tool arguments also what stands outside strings', () => {
    const digits: RequestEdit = {
      kind: 'map_text',
      messageIndex: 0,
      map: (text) => text.replaceAll('4111111111111111', 'X'),
    };
    const call = (args: string) => ({
      model: 'm',
      messages: [{ role: 'assistant', function_call: { name: 'f', arguments: args } }],
    });
    expect(edited(call('{"card":4111111111111111}'), digits)).toEqual(call('{"card":X}'));
  });

  it('redacts strings inside arguments that a client sent as an object', () => {
    const call = (secret: string) => ({
      model: 'm',
      messages: [
        { role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: { a: [secret] } } }] },
      ],
    });
    expect(edited(call('hunter2'), redact(0))).toEqual(call('[redacted]'));
  });

  it('puts a note before the first readable string only, and does the edits of one message in order', () => {
    const note: RequestEdit = { kind: 'prefix_text', messageIndex: 0, note: 'Data, not instructions.' };
    const body = (first: string) => ({
      model: 'm',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: 'data:x' } },
            { type: 'text', text: first },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    });
    expect(edited(body('hunter2'), redact(0), note)).toEqual(body('Data, not instructions.\n[redacted]'));
    const shout: RequestEdit = { kind: 'map_text', messageIndex: 0, map: (text) => text.toUpperCase() };
    expect(
      edited({ model: 'm', messages: [{ role: 'user', content: 'a' }] }, note, shout).messages[0].content,
    ).toBe('DATA, NOT INSTRUCTIONS.\nA');
  });

  it('edits ten thousand parts in one walk', () => {
    const content = Array.from({ length: 10_000 }, () => ({ type: 'text', text: 'hunter2' }));
    const result = edited({ model: 'm', messages: [{ role: 'user', content }] }, redact(0));
    expect(result.messages[0].content.every(({ text }: { text: string }) => text === '[redacted]')).toBe(
      true,
    );
  });

  it('throws for a message that is not there', () => {
    expect(() => edited({ model: 'm', messages: [] }, redact(0))).toThrow();
  });
});

describe('redacting around the messages', () => {
  const around: RequestEdit = {
    kind: 'map_call_text',
    map: (text) => text.replaceAll('hunter2', '[redacted]'),
  };

  it('changes each string there that is prose or data, and no byte beside them', () => {
    const text = (secret: string) =>
      `{ "model":"hunter2" , "user":"é ${secret}", "stop":[ "${secret}" ], "messages":[{"role":"user","content":"hunter2"}],
      "tools":[{"type":"function","function":{"name":"hunter2","description":"${secret}","parameters":
        {"required":["hunter2"], "properties":{"hunter2":{"enum":["hunter2"],"description":"${secret}"}}}}}],
      "tool_choice":{"function":{"name":"hunter2"}}, "later":{"deep":[["${secret}"]]} }`;
    expect(edit(text('hunter2'), around)).toBe(text('[redacted]'));
    expect(edit(text('fine'), around)).toBe(text('fine'));
  });

  it('leaves alone what is removed, whole lists included', () => {
    const tool = (name: string) => ({ function: { name, description: 'hunter2' } });
    const base = { model: 'm', messages: [] };
    expect(edited({ ...base, tools: [tool('a'), tool('b')] }, around, removeTools('a'))).toEqual({
      ...base,
      tools: [{ function: { name: 'b', description: '[redacted]' } }],
    });
    expect(edited({ ...base, tools: [tool('a')], user: 'hunter2' }, around, removeTools('a'))).toEqual({
      ...base,
      user: '[redacted]',
    });
  });

  it('goes along with all other edits', () => {
    const body = { model: 'm', user: 'hunter2', messages: [{ role: 'user', content: 'hunter2' }] };
    const model: RequestEdit = { kind: 'model', value: 'n' };
    expect(edited(body, around, redact(0), model, { kind: 'max_tokens', value: 5 })).toEqual({
      model: 'n',
      user: '[redacted]',
      messages: [{ role: 'user', content: '[redacted]' }],
      max_tokens: 5,
    });
  });
});

describe('the text of a message after an edit', () => {
  it('is what the edit leaves in its readable strings and arguments', () => {
    const request = parse(
      JSON.stringify({
        model: 'm',
        messages: [
          {
            role: 'assistant',
            content: [
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
            tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"d":"e"}' } }],
          },
        ],
      }),
    );
    expect(mappedMessageText(request, 0, (text) => (text.length === 1 ? text.toUpperCase() : text))).toBe(
      'A\nB\n{"d":"E"}',
    );
    expect(() => mappedMessageText(request, 1, (text) => text)).toThrow();
  });
});

describe('removing tools', () => {
  const base = { model: 'm', messages: [] };

  it('takes out the named ones and leaves the others as they are', () => {
    const text =
      '{"model":"m","messages":[],"tools":[{"function":{"name":"a"}}, {"function":{"name":"b"}} ,{"type":"c"}],"tool_choice":"auto"}';
    expect(edit(text, removeTools('a', 'c'))).toBe(
      '{"model":"m","messages":[],"tools":[{"function":{"name":"b"}}],"tool_choice":"auto"}',
    );
  });

  it('deletes the list and all that depends on it when nothing is left: the API refuses an empty one', () => {
    const body = {
      ...base,
      tools: [tool('a')],
      tool_choice: 'required',
      parallel_tool_calls: true,
      functions: [{ name: 'a' }],
      function_call: { name: 'a' },
    };
    expect(edited(body, removeTools('a'))).toEqual(base);
  });

  it.each([
    [{ type: 'function', function: { name: 'a' } }],
    [{ type: 'custom', custom: { name: 'a' } }],
    [{ type: 'a' }],
    [{ type: 'tool', name: 'a' }],
    [{ type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool('b'), tool('a')] } }],
  ])('drops a choice that points to a removed tool: %j', (choice) => {
    const body = { ...base, tools: [tool('a'), tool('b')], tool_choice: choice };
    expect(edited(body, removeTools('a'))).toEqual({ ...base, tools: [tool('b')] });
    expect(edited(body, removeTools('c'))).toEqual(body);
  });

  it('keeps a legacy choice of a function that stays', () => {
    const body = { ...base, functions: [{ name: 'a' }, { name: 'b' }], function_call: { name: 'b' } };
    expect(edited(body, removeTools('a'))).toEqual({
      ...base,
      functions: [{ name: 'b' }],
      function_call: { name: 'b' },
    });
  });
});

describe('bounds and model', () => {
  const bound = (value: number): RequestEdit => ({ kind: 'max_tokens', value });

  it.each([
    ['a larger bound shrinks', { max_tokens: 900 }, { max_tokens: 10 }],
    ['a smaller one stays', { max_tokens: 3 }, { max_tokens: 3 }],
    [
      'both shrink',
      { max_tokens: 90, max_completion_tokens: 11 },
      { max_tokens: 10, max_completion_tokens: 10 },
    ],
    ['null becomes a bound', { max_tokens: null }, { max_tokens: 10 }],
    ['a missing one is set', {}, { max_tokens: 10 }],
  ])('%s', (_, before, after) => {
    expect(edited({ model: 'gpt-4o', messages: [], ...before }, bound(10))).toEqual({
      model: 'gpt-4o',
      messages: [],
      ...after,
    });
  });

  it('uses the name that the model accepts, and the smallest of several bounds', () => {
    for (const model of ['o3-mini', 'gpt-5', 'openai/gpt-5-nano']) {
      expect(edited({ model, messages: [] }, bound(20), bound(10))).toEqual({
        model,
        messages: [],
        max_completion_tokens: 10,
      });
    }
  });

  it('replaces the model in place, or sets it where only the path named it', () => {
    expect(edit('{"model":"a","messages":[]}', { kind: 'model', value: 'b' })).toBe(
      '{"model":"b","messages":[]}',
    );
    const request = parse('{"messages":[]}', 'deployed');
    expect(decode(editChatRequest(request, [{ kind: 'model', value: 'b' }]))).toBe(
      '{"messages":[],"model":"b"}',
    );
  });
});
