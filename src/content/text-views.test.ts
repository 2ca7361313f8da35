import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textViews } from './text-views.ts';

const SECRET = 'the password is hunter2!';

function base64(text: string, encoding: BufferEncoding = 'utf8'): string {
  return Buffer.from(text, encoding).toString('base64');
}

/** What stands in the original where some view shows `needle`. */
function original(text: string, needle: string): string | undefined {
  for (const view of textViews(text)) {
    const start = view.text.indexOf(needle);
    if (start === -1) continue;
    const span = view.toOriginal({ start, end: start + needle.length });
    return text.slice(span.start, span.end);
  }
  return undefined;
}

describe('textViews', () => {
  it('has one view for plain text, the text itself', () => {
    const views = textViews('Plain text,\nwith two lines: 100 %.');
    expect(views.map((view) => view.text)).toEqual(['Plain text,\nwith two lines: 100 %.']);
    expect(views[0]?.toOriginal({ start: 1, end: 3 })).toEqual({ start: 1, end: 3 });
  });

  it.each([
    ['zero-width characters', 'pass\u200bwo\u2060rd', 'password', 'pass\u200bwo\u2060rd'],
    ['bidirectional marks', 'pass\u202eword', 'password', 'pass\u202eword'],
    ['full-width letters', 'my ｐａｓｓword.', 'password', 'ｐａｓｓword'],
    ['mathematical letters', '𝐩𝐚𝐬𝐬word', 'password', '𝐩𝐚𝐬𝐬word'],
    ['controls', 'pass\u0000word', 'password', 'pass\u0000word'],
    ['combining marks', 'cafe\u0301 x', 'café', 'cafe\u0301'],
    ['percent-encoding', 'a=pass%77ord&b', 'password', 'pass%77ord'],
    ['double percent-encoding', 'pass%2577ord', 'password', 'pass%2577ord'],
    ['base64', `see ${base64(SECRET)} there`, 'hunter2', base64(SECRET)],
    [
      'base64url',
      `see ${Buffer.from('??>>hunter2??>>').toString('base64url')}`,
      'hunter2',
      'Pz8-Pmh1bnRlcjI_Pz4-',
    ],
    ['hex', `x ${Buffer.from(SECRET).toString('hex')} y`, 'hunter2', Buffer.from(SECRET).toString('hex')],
    ['base64 of UTF-16', base64(SECRET, 'utf16le'), 'hunter2', base64(SECRET, 'utf16le')],
    ['base64 behind a letter', `k${base64(SECRET)}`, 'hunter2', `k${base64(SECRET)}`],
    ['base64 in base64', base64(base64(SECRET)), 'hunter2', base64(base64(SECRET))],
    ['three nestings', base64(base64(base64(SECRET))), 'hunter2', base64(base64(base64(SECRET)))],
    ['percent in base64', base64('pass%77ord and more'), 'password', base64('pass%77ord and more')],
    [
      'zero-width in base64',
      base64('pass\u200bword and more'),
      'password',
      base64('pass\u200bword and more'),
    ],
  ])('shows what is behind %s, and where it is', (_, text, needle, expected) => {
    expect(original(text, needle)).toBe(expected);
  });

  it('reads base64 that is broken over lines', () => {
    const lines = base64(SECRET.repeat(5)).replace(/.{76}/g, '$&\n');
    expect(original(`-- ${lines} --`, SECRET.repeat(5))).toBe(lines);
  });

  it('reads text that is written in tag characters', () => {
    const tags = Array.from('hunter2', (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join(
      '',
    );
    expect(original(`hello${tags}!`, 'hunter2')).toBe(tags);
    expect(original(`he${tags}llo`, 'hello')).toBe(`he${tags}llo`);
  });

  it('reads a text that is put together from several encoded parts', () => {
    const halves = `${base64('the password is ')} ${base64('hunter2 or so..')}`;
    expect(textViews(halves).some((view) => view.text === 'the password is  hunter2 or so..')).toBe(true);
  });

  it('leaves words, hashes and binary data alone', () => {
    const text = 'internationalization 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
    expect(textViews(text)).toHaveLength(1);
  });

  it('gives spans that lie in the original, in order', () => {
    const pieces = fc.constantFrom(
      'a',
      '%41',
      '\u200b',
      'ｂ',
      base64('some longer text'),
      ' ',
      '😀',
      'e\u0301',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { minLength: 1 }),
        fc.nat(40),
        fc.integer({ min: 1, max: 40 }),
        (parts, from, length) => {
          const text = parts.join('');
          for (const view of textViews(text)) {
            const start = Math.min(from, view.text.length - 1);
            if (start < 0) continue;
            const end = Math.min(start + length, view.text.length);
            const span = view.toOriginal({ start, end });
            expect(span.start).toBeGreaterThanOrEqual(0);
            expect(span.end).toBeGreaterThanOrEqual(span.start);
            expect(span.end).toBeLessThanOrEqual(text.length);
            const all = view.toOriginal({ start: 0, end: view.text.length });
            expect(all.start).toBeLessThanOrEqual(span.start);
            expect(all.end).toBeGreaterThanOrEqual(span.end);
          }
        },
      ),
    );
  });

  it.each([
    ['one word', 'a'.repeat(1_000_000)],
    ['zero-width characters', '\u200b'.repeat(1_000_000)],
    ['alternating zero-width characters', 'a\u200b'.repeat(500_000)],
    ['combining marks', `a${'\u0300\u0327'.repeat(500_000)}`],
    ['percent signs', '%25'.repeat(333_333)],
    ['nested base64', base64(base64(base64(base64('x y '.repeat(80_000)))))],
    ['characters that grow', '\ufdfa'.repeat(100_000)],
    ['short runs', `${'A'.repeat(16)} `.repeat(60_000)],
    ['lines of digits', `${'abcdabcdabcdabcd\n'.repeat(60_000)}`],
  ])('stays bounded on a megabyte of %s', (_, text) => {
    const views = textViews(text);
    expect(views.length).toBeLessThanOrEqual(6);
    for (const view of views) expect(view.text.length).toBeLessThanOrEqual(4 * text.length);
  });
});
