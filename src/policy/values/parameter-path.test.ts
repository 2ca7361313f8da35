import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../domain/index.ts';
import { compileParameterPath, type ParameterPath } from './parameter-path.ts';

function path(source: string): ParameterPath {
  const result = compileParameterPath(source);
  if (!result.ok) throw new Error(result.message);
  return result.path;
}

describe('a plain name', () => {
  it('is found at any depth, in document order', () => {
    const args = { url: 'a', request: { url: 'b', more: [{ url: 'c' }] }, tail: { x: { url: 4 } } };
    expect(path('url').select(args)).toEqual(['a', 'b', 'c', 4]);
  });

  it('is found inside texts that are JSON, up to four nestings', () => {
    let args: JsonObject = { url: 'deep' };
    for (let nesting = 1; nesting <= 5; nesting += 1) {
      args = { payload: JSON.stringify(args) };
      expect(path('url').select(args)).toEqual(nesting <= 4 ? ['deep'] : []);
    }
  });

  it('is found behind a text in a text', () => {
    expect(path('url').select({ a: JSON.stringify(JSON.stringify({ url: 1 })) })).toEqual([1]);
  });

  it('is also looked for inside of its own value', () => {
    expect(path('url').select({ url: { url: 'x' } })).toEqual([{ url: 'x' }, 'x']);
  });

  it('selects null, and is absent where it is absent', () => {
    expect(path('url').select({ url: null })).toEqual([null]);
    expect(path('url').select({ uri: 'x', text: '{broken' })).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'length'])('never selects %s from a prototype', (name) => {
    expect(path(name).select({ list: [1], object: {} })).toEqual([]);
    expect(path(name).select(JSON.parse(`{"${name}":"own"}`))).toEqual(['own']);
  });

  it('survives values that nest very deeply', () => {
    const text = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(path('url').select({ a: JSON.parse(text) as JsonValue, b: text, url: 1 })).toEqual([1]);
  });
});

describe('a JSONPath', () => {
  const args = {
    body: {
      items: [
        { to: 'a', n: 1 },
        { to: 'b', n: 5 },
      ],
    },
    'odd.name': true,
  };

  it.each([
    ['$.body.items[0].to', ['a']],
    ['$..to', ['a', 'b']],
    ['$.body.items[?@.n > 2].to', ['b']],
    ["$['odd.name']", [true]],
    ['$.body.items[*].n', [1, 5]],
    ['$.missing', []],
    ['$.__proto__', []],
  ])('%s selects %j', (source, values) => {
    expect(path(source).select(args)).toEqual(values);
  });

  it.each([
    ['$.body.items', 'body'],
    ["$['odd.name'][0]", 'odd.name'],
    ['$..to', undefined],
    ['$[*]', undefined],
    ["$['a','b']", undefined],
    ['$', undefined],
    ['plain', 'plain'],
  ])('%s starts at %s', (source, root) => {
    expect(path(source).root).toBe(root);
  });

  it.each([
    '$.a[',
    '$.a[?match(@.b, "(a+)+")]',
    '$.a[?search(@.b, "x")]',
    '$..a..b..c',
    '$.a[?@.b == $.c]',
    '$a',
    '',
    'x'.repeat(2000),
  ])('refuses %s', (source) => {
    expect(compileParameterPath(source).ok).toBe(false);
  });
});
