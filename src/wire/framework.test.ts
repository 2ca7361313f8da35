import { describe, expect, it } from 'vitest';
import { readChatRequest } from './chat-request.ts';
import { frameworkOf } from './framework.ts';

function guess(headers: Record<string, string>, body: object): string {
  const raw = new TextEncoder().encode(JSON.stringify({ model: 'm', messages: [], ...body }));
  const read = readChatRequest(raw, { sha256: () => '', maxMessages: 10 });
  if (!read.ok) throw new Error(read.message);
  return frameworkOf(new Map(Object.entries(headers)), read.request);
}

const named = { messages: [{ role: 'user', name: 'coder', content: 'x' }] };
const closed = (strict: boolean) => ({
  tools: [{ type: 'function', function: { name: 'f', strict, parameters: { additionalProperties: false } } }],
});

describe('guessing the framework', () => {
  it.each([
    ['agent-framework', { 'user-agent': 'agent-framework-python/1.13' }, {}],
    [
      'agent-framework',
      { 'user-agent': 'AsyncOpenAI/Python 3', 'agent-framework-version': 'python/1' },
      named,
    ],
    ['autogen-0.4', { 'user-agent': 'autogen-python/0.7.5' }, {}],
    ['autogen-0.4', { 'user-agent': 'AsyncOpenAI/Python 3.22.1' }, named],
    ['autogen-0.4', { 'user-agent': 'AsyncOpenAI/Python 3.22.1' }, closed(false)],
    ['openai-sdk', { 'user-agent': 'AsyncOpenAI/Python 3.22.1' }, closed(true)],
    ['autogen-0.2', { 'user-agent': 'OpenAI/Python 3.22.1' }, named],
    ['autogen-0.2', { 'user-agent': 'AzureOpenAI/Python 3.22.1' }, named],
    [
      'ag2',
      { 'user-agent': 'OpenAI/Python 3' },
      { ...named, stream: true, stream_options: { include_usage: true } },
    ],
    ['ag2', { 'user-agent': 'OpenAI/Python 3' }, { tools: [{ function: { name: 'transfer_to_coder_1' } }] }],
    ['openai-sdk', { 'user-agent': 'OpenAI/Python 3' }, {}],
    ['openai-sdk', { 'user-agent': 'OpenAI/JS 6.49.0' }, named],
    ['unknown', { 'user-agent': 'curl/8' }, named],
    ['unknown', {}, named],
  ])('finds %s in %j', (framework, headers, body) => {
    expect(guess(headers, body)).toBe(framework);
  });
});
