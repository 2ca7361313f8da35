import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileName } from '../values/glob.ts';
import { nameKeys } from './name-keys.ts';

const character = fc.constantFrom(
  ...'aAiIlLmMrnRN01_-.% |',
  'é',
  'е',
  'р',
  'ｓ',
  'İ',
  'ß',
  '搜',
  '索',
  '\u200b',
  '\u0301',
  '%5F',
  '%25',
  '%D1%80',
);
const name = fc.array(character, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));

describe('index keys of names', () => {
  it('are shared by any two names that the loose comparison takes for each other', () => {
    fc.assert(
      fc.property(name, name, fc.boolean(), (written, other, same) => {
        const asked = same ? written.toUpperCase().replaceAll(' ', '_') : other;
        if (!compileName(written).loosely(asked)) return;
        const keys = new Set(nameKeys(written));
        expect(nameKeys(asked).some((key) => keys.has(key))).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['send_http_request', 'send_httр_request'],
    ['send_http_request', 'SEND%5Fhttp.request'],
    ['sea_', 'sea搜'],
    ['rn', 'm'],
  ])('%s and %s meet', (a, b) => {
    const keys = new Set(nameKeys(a));
    expect(nameKeys(b).some((key) => keys.has(key))).toBe(true);
  });
});
