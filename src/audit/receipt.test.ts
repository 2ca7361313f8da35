import { describe, expect, it } from 'vitest';
import { issueReceipt, Receipt } from './receipt.ts';

const takesReceipt = (receipt: Receipt): number => receipt.index;

describe('Receipt', () => {
  it('is genuine when the ledger issued it', () => {
    const receipt = issueReceipt(7, 'ab', 5);
    expect(() => Receipt.assert(receipt)).not.toThrow();
    expect({ ...receipt }).toEqual({ index: 7, hash: 'ab', time: 5 });
    expect(Object.isFrozen(receipt)).toBe(true);
  });

  it('can not be constructed: the compiler refuses', () => {
    // @ts-expect-error the constructor is private
    const make = (): Receipt => new Receipt(1, 'ab', 5);
    expect(make).toBeTypeOf('function');
  });

  it('can not be imitated: a look-alike does not compile', () => {
    // @ts-expect-error a private field is missing
    const forge = (): number => takesReceipt({ index: 1, hash: 'ab', time: 5 });
    expect(forge).toBeTypeOf('function');
  });

  it.each([
    ['a look-alike', { index: 1, hash: 'ab', time: 5 }],
    ['an object with its prototype', Object.create(Receipt.prototype)],
    ['a copy', { ...issueReceipt(1, 'ab', 5) }],
    ['a proxy', new Proxy(issueReceipt(1, 'ab', 5), {})],
    ['its JSON', JSON.parse(JSON.stringify(issueReceipt(1, 'ab', 5)))],
    ['a structured clone', structuredClone(issueReceipt(1, 'ab', 5))],
    ['nothing', undefined],
    ['null', null],
  ])('refuses %s at run time', (_name, value: unknown) => {
    expect(() => Receipt.assert(value)).toThrow('not a Receipt');
  });
});
