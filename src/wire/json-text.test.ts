import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson, readJsonText } from './json-text.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function whyOf(text: string): string {
  const read = readJsonText(text);
  return read.ok ? 'ok' : read.why;
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('reading JSON from outside', () => {
  it('agrees with JSON.parse on every document that it accepts, and accepts every ordinary one', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const read = readJson(bytes(text));
        // fast-check writes objects from a map: its keys are unique, but may be half a surrogate pair.
        if (read.ok) expect(read.value).toEqual(JSON.parse(text));
        else expect(read.why).toBe('not_json');
      }),
    );
  });

  it('never accepts what JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (text, at, noise) => {
        const cut = at % (text.length + 1);
        const damaged = text.slice(0, cut) + noise + text.slice(cut + 1);
        let valid = true;
        try {
          JSON.parse(damaged);
        } catch {
          valid = false;
        }
        if (!valid) expect(whyOf(damaged)).toBe('not_json');
      }),
    );
  });

  it('finds a duplicate key wherever it is put, and however it is escaped', () => {
    const objects = fc.dictionary(fc.stringMatching(/^[a-z"\\{:]{1,6}$/), fc.jsonValue(), { minKeys: 1 });
    const escaped = (key: string) =>
      [...key].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    fc.assert(
      fc.property(objects, fc.nat(), fc.boolean(), fc.nat({ max: 20 }), (object, pick, escapeIt, depth) => {
        const keys = Object.keys(object);
        const key = keys[pick % keys.length] ?? '';
        const again = escapeIt ? `"${escaped(key)}"` : JSON.stringify(key);
        const twice = `${JSON.stringify(object).slice(0, -1)},${again}:0}`;
        const deep = `${'[{"a":'.repeat(depth)}${twice}${'}]'.repeat(depth)}`;
        expect(whyOf(deep)).toBe('duplicate_keys');
      }),
    );
  });

  it.each([
    ['{"a":1,"a":2}', 'duplicate_keys'],
    ['{"a":1,"\\u0061":2}', 'duplicate_keys'],
    ['{"":1,"":2}', 'duplicate_keys'],
    ['{"__proto__":1,"__proto__":2}', 'duplicate_keys'],
    ['{"1":1,"\\u0031":2}', 'duplicate_keys'],
    ['[{"a":{"b":1}},{"a":{"b":1,"b":1}}]', 'duplicate_keys'],
    ['{"a":1,"A":2,"a ":3}', 'ok'],
    ['{"a":{"a":{"a":1}}}', 'ok'],
    ['{"__proto__":{"x":1},"constructor":2}', 'ok'],
    ['"{\\"a\\":1,\\"a\\":2}"', 'ok'],
    ['{"é":1,"e\u0301":2}', 'ok'],
    ['{"\\ud800":1}', 'not_json'],
    ['{"\\uDC00":1,"\\uD800":2}', 'not_json'],
    ['{"\\ud83d\\ude00":1}', 'ok'],
    ['"\\ud800"', 'ok'],
    ['{"\ud800":1}', 'not_json'],
    ['', 'not_json'],
    ['{"a":1,}', 'not_json'],
    ['{"a":NaN}', 'not_json'],
    ['\ufeff{}', 'not_json'],
    ['{} {}', 'not_json'],
    [nested(64), 'ok'],
    [nested(65), 'too_deep'],
    [nested(100_000), 'too_deep'],
  ])('reads %.40s as %s', (text, expected) => {
    expect(whyOf(text)).toBe(expected);
  });

  it('refuses bytes that are not UTF-8, and a byte order mark', () => {
    expect(readJson(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({ why: 'not_utf8' });
    expect(readJson(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))).toMatchObject({ why: 'not_utf8' });
    expect(readJson(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d))).toMatchObject({ why: 'not_json' });
  });

  it('says where the second key is, in bytes, and quotes nothing', () => {
    expect(readJson(bytes('{"é":{"k":1},"s":{"hunter2":1,"hunter2":2}}'))).toEqual({
      ok: false,
      why: 'duplicate_keys',
      detail: 'the second one is at byte 31',
    });
    expect(readJson(bytes(`["é",${nested(64)}]`))).toMatchObject({ why: 'too_deep', detail: 'at byte 69' });
  });

  it('never repeats the text in its detail', () => {
    for (const text of ['{"password":"hunter2"', 'hunter2', '{"a":hunter2}', '["hunter2" at position 12']) {
      const read = readJsonText(text);
      expect(read.ok).toBe(false);
      expect(JSON.stringify(read)).not.toContain('hunter2');
    }
  });

  it('reads long runs of quotes and backslashes in one pass', () => {
    for (const prose of ['"'.repeat(200_000), '\\'.repeat(200_000), '\\"'.repeat(100_000)]) {
      expect(whyOf(JSON.stringify({ prose, [prose]: 1 }))).toBe('ok');
    }
  });
});
