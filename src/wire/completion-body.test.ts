import { describe, expect, it } from 'vitest';
import { completionBody, completionEvents, errorBody } from './completion-body.ts';

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const input = {
  id: 'chatcmpl-1',
  model: 'gpt-4o',
  created: 1_700_000_000,
  contents: ['nein\n\ndata: x', 'é'],
};

function chunksOf(includeUsage: boolean) {
  const text = decode(completionEvents({ ...input, includeUsage }));
  expect(text.endsWith('\n\ndata: [DONE]\n\n')).toBe(true);
  const events = text.split('\n\n').slice(0, -2);
  return events.map((event) => JSON.parse(event.replace(/^data: /, '')));
}

describe('a completion in the model’s place', () => {
  it('is a chat completion with one choice per text and no tool calls', () => {
    expect(JSON.parse(decode(completionBody(input)))).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'gpt-4o',
      choices: input.contents.map((content, index) => ({
        index,
        message: { role: 'assistant', content, refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      })),
      usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    });
  });

  it('is a stream that gives every text before the first finish, and ends each choice once', () => {
    const chunks = chunksOf(false);
    expect(chunks.map(({ choices }) => choices)).toEqual([
      [{ index: 0, delta: { role: 'assistant', content: 'nein\n\ndata: x' }, finish_reason: null }],
      [{ index: 1, delta: { role: 'assistant', content: 'é' }, finish_reason: null }],
      [{ index: 0, delta: {}, finish_reason: 'stop' }],
      [{ index: 1, delta: {}, finish_reason: 'stop' }],
    ]);
    for (const chunk of chunks) {
      expect(chunk).toMatchObject({
        id: 'chatcmpl-1',
        object: 'chat.completion.chunk',
        created: 1_700_000_000,
        model: 'gpt-4o',
      });
    }
  });

  it('tells the usage last, and only to a client that asked', () => {
    expect(chunksOf(true).at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 0 } });
    expect(chunksOf(false).some((chunk) => 'usage' in chunk)).toBe(false);
  });
});

describe('an error body', () => {
  it('has the four fields of the API, and further ones can not replace them', () => {
    const body = errorBody({ message: 'm', type: 't', code: 'c', extra: { code: 'other', policy: 'p' } });
    expect(JSON.parse(decode(body))).toEqual({
      error: { message: 'm', type: 't', code: 'c', param: null, policy: 'p' },
    });
  });
});
