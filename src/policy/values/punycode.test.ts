import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableHost } from './punycode.ts';

describe('readableHost', () => {
  it.each([
    ['xn--mnchen-3ya.de', 'münchen.de'],
    ['xn--slck-63d.com', 'sl\u0430ck.com'],
    ['www.xn--fiqs8s', 'www.中国'],
    ['plain.example', 'plain.example'],
    ['xn--.com', '.com'],
    ['xn--99999999.com', 'xn--99999999.com'],
    ['xn--a-\u00e9.com', 'xn--a-\u00e9.com'],
  ])('reads %s as %s', (host, readable) => {
    expect(readableHost(host)).toBe(readable);
  });

  it('undoes what the platform encodes', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'z', 'ä', 'ж', '中', '語', 'ก'),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(letters, (label) => {
        const ascii = domainToASCII(`${label}.example`);
        fc.pre(ascii !== '');
        expect(readableHost(ascii)).toBe(`${label}.example`);
      }),
    );
  });

  it('leaves labels alone that are too long to exist', () => {
    const host = `xn--${'a'.repeat(1_000_000)}`;
    expect(readableHost(host)).toBe(host);
  });
});
