import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChatReply, readChatReply } from './chat-reply.ts';
import { type ChoiceEdit, editChatReply } from './chat-reply-edit.ts';

const limits = { maxActions: 20, maxArgumentBytes: 1000 };

function read(body: unknown): ChatReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const result = readChatReply(Buffer.from(text), limits);
  if (!result.ok) throw new Error(result.why);
  return result.reply;
}

function refused(body: unknown): string {
  const result = readChatReply(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), limits);
  if (result.ok) throw new Error('it was read');
  return result.why;
}

function edited(body: unknown, ...edits: ChoiceEdit[]): unknown {
  return JSON.parse(Buffer.from(editChatReply(read(body), edits)).toString());
}

function completion(message: object, extra: object = {}): object {
  return {
    id: 'c1',
    object: 'chat.completion',
    created: 7,
    model: 'm',
    choices: [{ index: 0, message, finish_reason: 'stop', ...extra }],
  };
}

function call(name: string, args: unknown = '{}', extra: object = {}): object {
  return { id: `call_${name}`, type: 'function', function: { name, arguments: args }, ...extra };
}

describe('reading a buffered reply', () => {
  it('gives text, calls, code, usage and identity', () => {
    const reply = read({
      ...completion(
        { role: 'assistant', content: 'Run\n```sh\nls\n```', tool_calls: [call('a'), call('b', '')] },
        { finish_reason: 'tool_calls' },
      ),
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    });
    expect(reply).toMatchObject({ id: 'c1', model: 'm', created: 7, usage: { prompt: 3, completion: 4 } });
    const [choice] = reply.choices;
    expect(choice?.finishReason).toBe('tool_calls');
    expect(choice?.blocks).toMatchObject([{ language: 'sh', code: 'ls' }]);
    expect(choice?.toolCalls).toMatchObject([
      { position: 0, id: 'call_a', name: 'a', arguments: { kind: 'object', value: {} }, legacy: false },
      { position: 1, name: 'b', rawArguments: '', arguments: { kind: 'object' } },
    ]);
  });

  it('judges every other string that a message or choice carries, but not sound or the protocol itself', () => {
    const message = {
      role: 'assistant',
      content: null,
      refusal: 'no',
      reasoning_content: 'because',
      audio: { id: 'a', data: 'UklGRg==', transcript: 'spoken' },
      odd: [{ deep: ['well', 1, null] }, 'shallow'],
    };
    const [choice] = read(
      completion(message, { note: 'beside', logprobs: { content: [{ token: 'tok' }] } }),
    ).choices;
    expect(choice?.text).toBe('');
    expect(choice?.otherText.split('\n').sort()).toEqual(
      ['a', 'because', 'beside', 'no', 'shallow', 'spoken', 'well'].sort(),
    );
  });

  it('reads a legacy function call, and marks arguments that are not one JSON object', () => {
    const [choice] = read(
      completion({ content: null, function_call: { name: 'f', arguments: '{"a":1,"a":2}' } }),
    ).choices;
    expect(choice?.toolCalls).toMatchObject([
      { position: 0, legacy: true, name: 'f', arguments: { kind: 'unreadable', why: 'duplicate_keys' } },
    ]);
  });

  it('reads every choice, by position, whatever index it claims', () => {
    const body = {
      choices: [
        { index: 5, message: { content: 'x' } },
        { index: 5, message: { content: 'y' } },
      ],
    };
    expect(read(body).choices.map(({ index, text }) => [index, text])).toEqual([
      [0, 'x'],
      [1, 'y'],
    ]);
  });

  it.each([
    ['html', '<html></html>', 'not_json'],
    ['half a document', '{"choices":[{"message":{"content":"x"', 'not_json'],
    ['equal keys', '{"choices":[{"message":{"content":"x","content":"y"}}]}', 'duplicate_keys'],
    ['no choices', '{}', 'no list of choices'],
    ['choices of the wrong kind', '{"choices":{}}', 'no list of choices'],
    ['an empty list', '{"choices":[]}', 'no choice'],
    ['a choice without a message', '{"choices":[{}]}', 'no message'],
    [
      'content that is a list',
      completion({ content: [{ type: 'text', text: 'x' }] }),
      'content is not a string',
    ],
    ['calls that are an object', completion({ tool_calls: {} }), 'tool_calls is not a list'],
    ['a call without a function', completion({ tool_calls: [{ id: 'a' }] }), 'no function'],
    [
      'a call of another type',
      completion({ tool_calls: [{ type: 'custom', custom: { name: 'a', input: 'b' } }] }),
      'not a function call',
    ],
    ['a call without a name', completion({ tool_calls: [call('')] }), 'no name'],
    [
      'arguments that are an object',
      completion({ tool_calls: [call('f', {})] }),
      'arguments is not a string',
    ],
    [
      'both kinds of call',
      completion({ tool_calls: [call('f')], function_call: { name: 'g', arguments: '' } }),
      'both',
    ],
    ['half a surrogate pair', '{"choices":[{"message":{"content":"\\ud83d"}}]}', 'surrogate'],
    [
      'too many calls',
      completion({ tool_calls: Array.from({ length: 21 }, () => call('f')) }),
      'more than 20',
    ],
    ['too many blocks', completion({ content: '```sh\nls\n```\n'.repeat(21) }), 'more than 20'],
  ])('refuses %s', (_name, body, why) => {
    expect(refused(body)).toContain(why);
  });

  it('never repeats content in its reasons', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), (secret) => {
        const result = readChatReply(
          Buffer.from(`{"choices":[{"message":{"content":["${secret}"]}}]}`),
          limits,
        );
        if (!result.ok) expect(result.why).not.toContain(secret);
      }),
    );
  });
});

describe('editing a buffered reply', () => {
  const odd =
    '{ "z":1e2, "choices" : [ {"message": {"content":"caf\\u00e9", "x":[1.0] },\t"finish_reason":"stop"} ] }\n';

  it('changes no byte when nothing is edited', () => {
    const reply = read(odd);
    expect(Buffer.from(editChatReply(reply, [])).toString()).toBe(odd);
  });

  it('changes only the named text, and takes out all that repeats it', () => {
    const body = completion(
      {
        role: 'assistant',
        content: 'secret',
        refusal: null,
        reasoning: 'secret',
        annotations: [{ t: 'secret' }],
        audio: { transcript: 'secret' },
      },
      { logprobs: { content: [{ token: 'secret' }] }, odd: 'secret' },
    );
    expect(edited(body, { index: 0, text: 'ok' })).toEqual(
      completion({ role: 'assistant', content: 'ok', refusal: null }),
    );
  });

  it('adds content where the message has none', () => {
    expect(edited(completion({ role: 'assistant' }), { index: 0, text: 'ok' })).toEqual(
      completion({ role: 'assistant', content: 'ok' }),
    );
  });

  it('drops calls and keeps the others as they are', () => {
    const body = completion(
      { content: null, tool_calls: [call('a'), call('b'), call('c')] },
      { finish_reason: 'tool_calls' },
    );
    expect(edited(body, { index: 0, drop: [0, 2] })).toEqual(
      completion({ content: null, tool_calls: [call('b')] }, { finish_reason: 'tool_calls' }),
    );
  });

  it('leaves no key and no reason to look for calls when the last one is dropped', () => {
    const body = completion({ content: null, tool_calls: [call('a')] }, { finish_reason: 'tool_calls' });
    expect(edited(body, { index: 0, text: 'removed', drop: [0] })).toEqual(
      completion({ content: 'removed' }),
    );
    const legacy = completion(
      { content: null, function_call: { name: 'f', arguments: '' } },
      { finish_reason: 'function_call' },
    );
    expect(edited(legacy, { index: 0, drop: [0] })).toEqual(completion({ content: null }));
  });

  it('rewrites arguments by position, of both kinds of call', () => {
    const body = completion({ tool_calls: [call('a'), call('b')] });
    expect(edited(body, { index: 0, arguments: new Map([[1, '{"x":1}']]) })).toEqual(
      completion({ tool_calls: [call('a'), call('b', '{"x":1}')] }),
    );
    const legacy = completion({ function_call: { name: 'f' } });
    expect(edited(legacy, { index: 0, arguments: new Map([[0, '{}']]) })).toEqual(
      completion({ function_call: { name: 'f', arguments: '{}' } }),
    );
  });

  it('always takes out an empty list of calls', () => {
    expect(edited(completion({ content: 'x', tool_calls: [] }))).toEqual(completion({ content: 'x' }));
    const beside = completion({ tool_calls: [], function_call: { name: 'f', arguments: '' } });
    expect(edited(beside)).toEqual(completion({ function_call: { name: 'f', arguments: '' } }));
  });

  it('fails rather than overlook a choice or call that is not there', () => {
    const reply = read(completion({ tool_calls: [call('a')] }));
    expect(() => editChatReply(reply, [{ index: 1, text: '' }])).toThrow('not there');
    expect(() => editChatReply(reply, [{ index: 0, drop: [1] }])).toThrow('not there');
  });

  it('leaves other choices byte for byte, whatever is edited in one', () => {
    const message = fc.record({
      role: fc.constant('assistant'),
      content: fc.option(fc.string({ unit: 'grapheme' })),
      extra: fc.jsonValue({ maxDepth: 2 }),
      tool_calls: fc.array(
        fc.string({ minLength: 1 }).map((name) => call(name)),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 2, maxLength: 3 }),
        fc.nat(),
        fc.string(),
        (messages, pick, text) => {
          const index = pick % messages.length;
          const whole = messages.map((m, i) =>
            JSON.stringify({ index: i, message: m, finish_reason: null }, null, 1),
          );
          const source = Buffer.from(`{"choices":[${whole.join(' , ')}]}`);
          const result = readChatReply(source, { maxActions: 1000, maxArgumentBytes: 10 });
          if (!result.ok) return;
          const drop = result.reply.choices[index]?.toolCalls.map((c) => c.position) ?? [];
          const out = Buffer.from(editChatReply(result.reply, [{ index, text, drop }])).toString();
          const after = JSON.parse(out).choices[index].message;
          expect(after.content).toBe(text);
          expect(Object.keys(after)).not.toContain('tool_calls');
          for (const [i, part] of whole.entries()) {
            if (i !== index && messages[i]?.tool_calls.length !== 0) expect(out).toContain(part);
          }
        },
      ),
    );
  });
});
