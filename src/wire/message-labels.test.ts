import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../domain/index.ts';
import { messageLabels } from './message-labels.ts';

const call = (fields: JsonObject): JsonObject => ({ role: 'assistant', content: null, tool_calls: [fields] });

describe('the labels of a message', () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ['its name', { role: 'user', name: 'planner', content: 'hi' }, ['planner']],
    ['the id that it answers to', { role: 'tool', tool_call_id: 'c1', content: 'hi' }, ['c1']],
    [
      'ids and names of tool calls',
      call({ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":"b"}' } }),
      ['c1', 'f'],
    ],
    [
      'unknown fields of tool calls, at any depth',
      call({ function: { arguments: 'x', note: 'noted' }, extra: { deep: ['d'] } }),
      ['note', 'noted', 'extra', 'deep', 'd'],
    ],
    [
      'a custom tool beside a function, which no reader of arguments looks into',
      call({ function: { arguments: 'x' }, custom: { input: 'hidden' } }),
      ['hidden'],
    ],
    ['the name of a legacy call', { role: 'assistant', function_call: { name: 'f', arguments: 'x' } }, ['f']],
    [
      'types and other fields that steer the server',
      {
        role: 'user',
        content: [{ type: 'odd', cache_control: { type: 'ephemeral', note: 'noted' }, text: 'x' }],
      },
      ['odd', 'note', 'noted'],
    ],
    [
      'keys',
      { role: 'user', content: [{ type: 'text', odd: 'x' }], other: { key: 'y' } },
      ['other', 'key', 'odd'],
    ],
    [
      'text in place of encoded bytes',
      {
        role: 'user',
        content: [
          { type: 'file', file: { file_data: 'not base64' } },
          { type: 'image_url', image_url: { url: 'data:text/plain,plain' } },
        ],
      },
      ['not base64', 'data:text/plain,plain'],
    ],
  ])('are %s', (_, message, labels) => {
    expect(messageLabels(message)).toEqual(labels);
  });

  it('are not readable text, arguments, encoded bytes, or words of the API', () => {
    const message = {
      role: 'assistant',
      name: '',
      content: [
        { type: 'text', text: 'said' },
        { type: 'input_audio', input_audio: { data: 'QUJD', format: 'said, too' } },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
      ],
      refusal: 'no',
      tool_calls: [{ type: 'function', function: { arguments: { object: ['x'] } } }],
    };
    expect(messageLabels(message)).toEqual([]);
  });

  it('are each given once, and a name too long to be one is text', () => {
    const message = { role: 'user', name: 'x'.repeat(65), tool_call_id: 'c1', function_call: { name: 'c1' } };
    expect(messageLabels(message)).toEqual(['c1']);
  });
});
