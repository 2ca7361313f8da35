import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatKey, KEY_ENTROPY_BYTES, parseKey } from './key-format.ts';

const entropy = fc.uint8Array({ minLength: KEY_ENTROPY_BYTES, maxLength: KEY_ENTROPY_BYTES });
const prefix = fc.constantFrom('sp' as const, 'spa' as const);

describe('key format', () => {
  it('reads back every key it writes, and only under its own prefix', () => {
    fc.assert(
      fc.property(prefix, entropy, (kind, bytes) => {
        const { id, secret, text } = formatKey(kind, bytes);
        expect(parseKey(kind, text)).toEqual({ id, secret });
        expect(parseKey(kind === 'sp' ? 'spa' : 'sp', text)).toBeUndefined();
        expect(text).toMatch(/^spa?-[0-9A-Za-z]{12}-[0-9A-Za-z]{49}$/);
      }),
    );
  });

  it('keeps all 256 bits of the secret: different bytes give different secrets', () => {
    fc.assert(
      fc.property(entropy, fc.nat(31), (bytes, at) => {
        const other = Uint8Array.from(bytes, (byte, index) => (index === 9 + at ? byte ^ 1 : byte));
        expect(formatKey('sp', other).secret).not.toBe(formatKey('sp', bytes).secret);
        expect(formatKey('sp', other).id).toBe(formatKey('sp', bytes).id);
      }),
    );
    expect(formatKey('sp', new Uint8Array(KEY_ENTROPY_BYTES).fill(255)).secret).toHaveLength(43);
  });

  it('finds every typo of one character by the checksum, without a look-up', () => {
    const { text } = formatKey('sp', new Uint8Array(KEY_ENTROPY_BYTES).fill(7));
    for (let index = 0; index < text.length; index += 1) {
      const typo = text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1);
      expect(parseKey('sp', typo)).toBeUndefined();
    }
  });

  it.each([
    '',
    'sp-',
    'sk-proj-0000000000000000000000000000000000000000000000000000000',
    `sp-${'0'.repeat(12)}-${'0'.repeat(49)}`,
    `${formatKey('sp', new Uint8Array(KEY_ENTROPY_BYTES)).text}\n`,
    ` ${formatKey('sp', new Uint8Array(KEY_ENTROPY_BYTES)).text}`,
    `sp-${'a'.repeat(1_000_000)}`,
    'sp-０００００００００００0-0000000000000000000000000000000000000000000000000',
  ])('refuses what is not a key (%#)', (text) => {
    expect(parseKey('sp', text)).toBeUndefined();
  });

  it('does not make a key of too little chance', () => {
    expect(() => formatKey('sp', new Uint8Array(32))).toThrow(TypeError);
  });
});
