import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../domain/index.ts';
import { callLabels, callText } from './call-text.ts';
import { readJsonText } from './json-text.ts';

const messages = [{ role: 'user', name: 'in-message', content: 'in a message' }];
const read = (body: JsonObject) => ({ text: callText(body).split('\n'), labels: callLabels(body) });

describe('the text of a call', () => {
  it('is every string outside the messages that is prose or data', () => {
    const body = {
      model: 'gpt-4o',
      messages,
      user: 'u-1',
      stop: ['END', 'STOP'],
      metadata: { note: 'a note', deep: [{ more: 'deeper' }] },
      prediction: { type: 'content', content: [{ type: 'text', text: 'predicted' }] },
      response_format: { type: 'json_schema', json_schema: { name: 'f', schema: { description: 'shaped' } } },
      tools: [
        {
          type: 'function',
          function: {
            name: 'lookup',
            description: 'Looks up.',
            parameters: { type: 'object', properties: { q: { type: 'string', description: 'What.' } } },
          },
        },
      ],
      later: 'unknown',
    };
    expect(read(body).text).toEqual([
      'u-1',
      'END',
      'STOP',
      'a note',
      'deeper',
      'predicted',
      'shaped',
      'Looks up.',
      'What.',
      'unknown',
    ]);
    expect(read(body).labels).toEqual(
      expect.arrayContaining(['gpt-4o', 'note', 'deep', 'f', 'lookup', 'q', 'later']),
    );
  });

  it('leaves names, keys, items of enums and choices to the labels, each once', () => {
    const body = {
      model: 'm',
      messages,
      tool_choice: { type: 'function', function: { name: 'secret-choice' } },
      odd_field: { odd_key: 1 },
      tools: [
        { type: 'function', function: { name: 'secret-choice' } },
        { type: 'odd-type', parameters: { $ref: '#/odd', enum: ['odd-item'], required: ['odd-required'] } },
      ],
    };
    expect(read(body)).toEqual({
      text: [''],
      labels: ['m', 'secret-choice', 'odd_field', 'odd_key', 'odd-type', '#/odd', 'odd-item', 'odd-required'],
    });
  });

  it('does not let words of the API stand for something', () => {
    const body = {
      model: 'object',
      messages,
      tool_choice: 'auto',
      tools: [{ type: 'function', function: { name: 'text', parameters: { type: ['string', 'null'] } } }],
    };
    expect(read(body)).toEqual({ text: [''], labels: [] });
  });

  it('takes keys that objects inherit for keys like any other', () => {
    const given = readJsonText('{"model":"m","messages":[],"__proto__":{"constructor":"x"}}');
    const body = given.ok && isJsonObject(given.value) ? given.value : {};
    expect(read(body)).toEqual({ text: ['x'], labels: ['m', '__proto__', 'constructor'] });
  });

  it('misses no string and no key that is not a word of the API, wherever it stands', () => {
    const key = fc.constantFrom('type', 'enum', 'tools', 'x', 'name', 'metadata', 'function', 'tool_choice');
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        fc.constant('CANARY'),
        fc.dictionary(fc.oneof(key, fc.constant('CANARY')), tie('any')),
        fc.array(tie('any')),
      ),
    })).any as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(fc.dictionary(key, value), (body) => {
        const { text, labels } = read(body);
        expect([...text, ...labels].includes('CANARY')).toBe(JSON.stringify(body).includes('CANARY'));
      }),
    );
  });

  it('is read as a map would leave it', () => {
    expect(callText({ user: 'a', stop: ['b'], model: 'c' }, (text) => text.toUpperCase())).toBe('A\nB');
  });
});
