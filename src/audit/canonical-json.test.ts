import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../domain/index.ts';
import { canonicalJson } from './canonical-json.ts';

/** For values that the types forbid and callers without types could still pass. */
const forbidden =
  (value: unknown): (() => string) =>
  () =>
    canonicalJson(value as JsonValue);

describe('canonicalJson', () => {
  it('writes the example of RFC 8785 section 3.2', () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    ) as JsonValue;
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 code unit, as RFC 8785 section 3.2.3 shows', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const value = Object.fromEntries(keys.map((key) => [key, 0]));
    const sorted = '{"\\r":0,"1":0,"\u0080":0,"\u00f6":0,"\u20ac":0,"\ud83d\ude00":0,"\ufb33":0}';
    expect(canonicalJson(value)).toBe(sorted);
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [9007199254740992, '9007199254740992'],
    [295147905179352830000, '295147905179352830000'],
    [1e21, '1e+21'],
    [9.999999999999997e-7, '9.999999999999997e-7'],
    [0.000001, '0.000001'],
    [333333333.33333325, '333333333.33333325'],
  ])('writes the number %d of RFC 8785 appendix B', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([
    ['a lone high surrogate', '\ud800'],
    ['a lone low surrogate inside', 'a\udc00b'],
    ['a lone surrogate as a key', { '\ud800': 1 }],
    ['NaN', Number.NaN],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['undefined', { a: undefined }],
    ['a hole', new Array(1)],
    ['a BigInt', 1n],
    ['a function', { a: () => 1 }],
    ['a symbol', Symbol('s')],
    ['a Date', new Date(0)],
    ['a Map', { a: new Map() }],
    ['an object that answers JSON itself', Object.create({ toJSON: () => 'x' })],
  ])('refuses %s', (_name, value) => {
    expect(forbidden(value)).toThrow(TypeError);
  });

  it('refuses nesting that could exhaust the stack', () => {
    let value: JsonValue = 1;
    for (let depth = 0; depth < 100_000; depth++) value = [value];
    expect(() => canonicalJson(value)).toThrow(/deep/);
  });

  it('keeps an own field called __proto__', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"b":2}') as JsonValue;
    expect(canonicalJson(value)).toBe('{"__proto__":{"a":1},"b":2}');
  });

  it('means the same as the value and is its own canonical form', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = canonicalJson(value as JsonValue);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text) as JsonValue)).toBe(text);
      }),
    );
  });

  it('a list of strings that can not change has the same form each time, and one that can is read anew', () => {
    const frozen = Object.freeze(['b', 'a"']);
    expect([canonicalJson(frozen), canonicalJson(frozen)]).toEqual(['["b","a\\""]', '["b","a\\""]']);
    const list = ['a'];
    expect(canonicalJson(list)).toBe('["a"]');
    list.push('b');
    expect(canonicalJson(list)).toBe('["a","b"]');
    const deep = Object.freeze([{ at: 1 }]);
    expect(canonicalJson(deep)).toBe('[{"at":1}]');
    Object.assign(deep[0] ?? {}, { at: 2 });
    expect(canonicalJson(deep)).toBe('[{"at":2}]');
  });
});
