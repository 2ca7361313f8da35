import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../domain/index.ts';
import { type JsonPath, locate, locateElements } from './json-locate.ts';
import { type Splice, spliceJson } from './json-splice.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (raw: Uint8Array) => new TextDecoder().decode(raw);
const splice = (text: string, ...splices: Splice[]) => decode(spliceJson(encode(text), splices));
const remove = (...path: JsonPath): Splice => ({ path, action: { kind: 'remove' } });
const replace = (json: JsonValue, ...path: JsonPath): Splice => ({ path, action: { kind: 'replace', json } });
const insert = (key: string, json: JsonValue, ...path: JsonPath): Splice => ({
  path,
  action: { kind: 'insert', key, json },
});

/** JSON text with white space in every place that allows it, and keys that need escapes or several bytes. */
const spacedJson = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom('', ' ', '\n\t', '\r\n  '))
  .filter(([value]) => !/\\ud[89a-f]/.test(JSON.stringify(value)))
  .map(([value, indent]) => ({ value, text: `${indent}${JSON.stringify(value, null, indent)}${indent}` }));

/** Every path of a value, the root included. */
function pathsOf(value: unknown, path: JsonPath = []): JsonPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  const steps: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...steps.flatMap((step) => pathsOf(at(value, [step]), [...path, step]))];
}

function at(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((node, step) => Object.getOwnPropertyDescriptor(node, step)?.value, value);
}

describe('locating a value', () => {
  it('cuts exactly the bytes of the value at every path', () => {
    fc.assert(
      fc.property(spacedJson, ({ value, text }) => {
        const raw = encode(text);
        for (const path of pathsOf(value)) {
          const span = locate(raw, path);
          expect(span).toBeDefined();
          if (span === undefined) return;
          const cut = decode(raw.subarray(span.start, span.end));
          expect(cut).toBe(cut.trim());
          expect(JSON.parse(cut)).toEqual(JSON.parse(JSON.stringify(at(value, path))));
        }
      }),
    );
  });

  it('knows a key by its meaning, not by its spelling', () => {
    const raw = encode('{"m\\u00e9t\\u0061":1,"日本":{"\\"":[true]}}');
    expect(locate(raw, ['méta'])).toEqual({ start: 18, end: 19 });
    expect(locate(raw, ['日本', '"', 0])).toBeDefined();
  });

  it('finds nothing where the path leads nowhere', () => {
    const raw = encode('{"a":[1],"0":2,"s":"x"}');
    for (const path of [['b'], ['a', 1], ['a', '0'], [0], ['s', 0], ['a', 0, 'x'], ['__proto__']]) {
      expect(locate(raw, path)).toBeUndefined();
    }
  });

  it('gives the span of each element of an array, and none for anything else', () => {
    const raw = encode('{"x":"]}","m": [ {"a":"\\"]"} ,2,\n"é" ]}');
    const cuts = locateElements(raw, ['m'], decode(raw)).map(({ start, end }) =>
      decode(raw.subarray(start, end)),
    );
    expect(cuts).toEqual(['{"a":"\\"]"}', '2', '"é"']);
    expect(locateElements(raw, ['x'], decode(raw))).toEqual([]);
    expect(locateElements(raw, ['none'], decode(raw))).toEqual([]);
    expect(locateElements(encode('{"m":[ ]}'), ['m'], '{"m":[ ]}')).toEqual([]);
  });

  it('throws on text that was not checked, and never loops', () => {
    for (const text of ['{', '[1,', '{"a', '{"a":', '[', '"', '', '{"a"}', '[,]', '{"a":1 "b"']) {
      for (const path of [[], ['a'], [0], [1]]) {
        let outcome: unknown = 'threw';
        try {
          outcome = locate(encode(text), path);
        } catch {
          // Throwing is one of the two allowed outcomes.
        }
        expect(['threw', 'undefined', 'object']).toContain(outcome === 'threw' ? 'threw' : typeof outcome);
      }
    }
  });
});

describe('splicing', () => {
  it('replaces one value and leaves every other byte', () => {
    fc.assert(
      fc.property(spacedJson, fc.nat(), fc.jsonValue(), ({ value, text }, pick, json) => {
        const paths = pathsOf(value);
        const path = paths[pick % paths.length] ?? [];
        const raw = encode(text);
        const span = locate(raw, path);
        if (span === undefined) throw new Error('unreachable');
        const edited = decode(spliceJson(raw, [replace(json as JsonValue, ...path)]));
        const before = decode(raw.subarray(0, span.start));
        const after = decode(raw.subarray(span.end));
        expect(edited).toBe(before + JSON.stringify(json) + after);
      }),
    );
  });

  it('removes any subset of the children of a container and stays valid JSON', () => {
    const shapes = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(
        shapes,
        fc.infiniteStream(fc.boolean()),
        fc.constantFrom('', ' ', '\n'),
        (shape, coins, indent) => {
          const text = JSON.stringify(shape, null, indent);
          fc.pre(!/\\ud[89a-f]/.test(text));
          const parsed = JSON.parse(text);
          const steps: (string | number)[] = Array.isArray(parsed) ? [...parsed.keys()] : Object.keys(parsed);
          const gone = new Set(steps.filter(() => coins.next().value));
          const edited = JSON.parse(splice(text, ...[...gone].map((step) => remove(step))));
          const expected = Array.isArray(parsed)
            ? parsed.filter((_, index) => !gone.has(index))
            : Object.fromEntries(Object.entries(parsed).filter(([key]) => !gone.has(key)));
          expect(edited).toEqual(expected);
        },
      ),
    );
  });

  it('takes one comma along with a removed child', () => {
    expect(splice('{ "a" : 1 , "b":2 ,"c":3 }', remove('a'))).toBe('{ "b":2 ,"c":3 }');
    expect(splice('{ "a" : 1 , "b":2 ,"c":3 }', remove('b'))).toBe('{ "a" : 1 ,"c":3 }');
    expect(splice('{ "a" : 1 , "b":2 ,"c":3 }', remove('c'))).toBe('{ "a" : 1 , "b":2 }');
    expect(splice('[ 1 ]', remove(0))).toBe('[  ]');
  });

  it('inserts a member last, whatever else is removed', () => {
    expect(splice('{}', insert('k', 1))).toBe('{"k":1}');
    expect(splice('{"a":1}', insert('k"', 'é'))).toBe('{"a":1,"k\\"":"é"}');
    expect(splice('{"a":1,"b":{}}', remove('a'), remove('b'), insert('k', [1]), insert('l', null))).toBe(
      '{"k":[1],"l":null}',
    );
    expect(splice('{"o":{"x":1}}', insert('k', 1, 'o'))).toBe('{"o":{"x":1,"k":1}}');
  });

  it('sets a key that exists in place: it never makes a duplicate', () => {
    expect(splice('{"a":[1, 2],"b":2}', insert('a', 3))).toBe('{"a":3,"b":2}');
  });

  it('does splices of several depths in one walk, in any order', () => {
    const text = '{"m":[{"t":"x"},{"t":"y"},{"t":"z"}],"n":1}';
    const splices = [replace(9, 'n'), remove('m', 1), replace('Z', 'm', 2, 't'), insert('i', 0, 'm', 0)];
    const expected = '{"m":[{"t":"x","i":0},{"t":"Z"}],"n":9}';
    expect(splice(text, ...splices)).toBe(expected);
    expect(splice(text, ...splices.reverse())).toBe(expected);
  });

  it('gives back the very bytes when there is nothing to do', () => {
    const raw = encode(' {"a":1}');
    expect(spliceJson(raw, [])).toBe(raw);
  });

  it.each([
    ['a value that is not there', [remove('b')]],
    ['an element beyond the end', [remove('a', 7)]],
    ['a member inserted into something else', [insert('k', 1, 'a')]],
    ['a value inside a removed one', [remove('a'), replace(1, 'a', 0)]],
    ['a value inside a replaced one', [replace(1, 'a'), remove('a', 0)]],
    ['the same value twice', [replace(1, 'a'), remove('a')]],
    ['the same new key twice', [insert('k', 1), insert('k', 2)]],
    ['the removal of the whole document', [remove()]],
  ])('throws for %s, so that no edit is lost in silence', (_, splices) => {
    expect(() => splice('{"a":[1,2]}', ...splices)).toThrow();
  });
});
