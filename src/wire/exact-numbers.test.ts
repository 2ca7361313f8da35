import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasInexactNumber } from './exact-numbers.ts';
import { readToolArguments } from './tool-arguments.ts';

describe('numbers that a double can not hold', () => {
  it.each([
    '12345678901234567890',
    '-9007199254740993',
    '0.1000000000000000055511',
    '1e400',
    '-1E+400',
    '1e-400',
    '1.00000000000000000001e2',
    '123456789012345678.5',
  ])('%s is not exact', (number) => {
    expect(hasInexactNumber(`{"a":[1,{"b":${number}}]}`)).toBe(true);
    expect(readToolArguments(`{"amount": ${number}}`, 1000)).toEqual({
      kind: 'unreadable',
      why: 'inexact_number',
    });
  });

  it.each([
    '0',
    '-0',
    '0.1',
    '1e3',
    '1E-7',
    '1.50',
    '100000000000000000000',
    '9007199254740992',
    '0.30000000000000004',
    '1.7976931348623157e308',
    '0e999',
    '0.00000000000000000000',
    '5e-324',
  ])('%s is exact', (number) => {
    expect(hasInexactNumber(`{"a":${number}}`)).toBe(false);
  });

  it('looks at numbers, not at text and keys', () => {
    expect(hasInexactNumber('{"12345678901234567890":"1e400 \\" 12345678901234567890"}')).toBe(false);
  });

  it('never objects to what JSON.stringify wrote', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => !hasInexactNumber(JSON.stringify(value))));
  });

  it('objects to an integer exactly when a double is another one', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        (value) => hasInexactNumber(`[${value}]`) === (shortest(Number(value)) !== value),
      ),
    );
  });
});

/** The integer that a double prints as, in full. */
function shortest(value: number): bigint {
  const [digits = '', exponent = '0'] = String(value).split('e+');
  const [whole = '', fraction = ''] = digits.split('.');
  return BigInt(whole + fraction) * 10n ** BigInt(Number(exponent) - fraction.length);
}
