import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findEmails } from './email-addresses.ts';

const LOCAL_PART = /[\p{L}\p{N}.!#$%&'*+=?^_{|}~-]+$/u;
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/u;

/** What is an address, as one would say it in expressions. */
function asSaid(text: string) {
  return Array.from(text.matchAll(/@/g)).flatMap(({ index }) => {
    const local = LOCAL_PART.exec(text.slice(Math.max(0, index - 64), index));
    const domain = DOMAIN.exec(text.slice(index + 1, index + 256));
    if (local === null || domain === null) return [];
    return [{ start: index - local[0].length, end: index + 1 + domain[0].length }];
  });
}

it('finds what the expressions find', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      'b7',
      '.',
      '-',
      '@',
      'example.com',
      'x'.repeat(62),
      ' ',
      'ü',
      '𝐩',
      '\ud835',
      '\udc00',
      '+',
      '(',
      '9',
    ],
  );
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 12 }), (text) => {
      expect(findEmails(text)).toEqual(asSaid(text));
    }),
    { numRuns: 3000 },
  );
});
