import { describe, expect, test } from 'vitest';
import { issueReceipt, type Receipt } from '../audit/index.ts';
import { Permit } from './permit.ts';

const receipt = issueReceipt(1, 'a'.repeat(64), 1000);

describe('a Permit', () => {
  test('is had for a genuine Receipt and holds for its own exchange', () => {
    const permit = Permit.settle(receipt, { exchange: 'ex_1', effect: 'ALLOW' });
    expect(() => Permit.assert(permit, 'ex_1')).not.toThrow();
    expect(() => Permit.assert(permit, 'ex_2')).toThrow(TypeError);
  });

  test('is not had for a look-alike of a Receipt', () => {
    const fake = { index: 1, hash: receipt.hash, time: 1000 } as unknown as Receipt;
    expect(() => Permit.settle(fake, { exchange: 'ex_1', effect: 'ALLOW' })).toThrow(TypeError);
    const inherited = Object.create(receipt) as Receipt;
    expect(() => Permit.settle(inherited, { exchange: 'ex_1', effect: 'ALLOW' })).toThrow(TypeError);
  });

  test('can not be forged by a cast or by inheritance', () => {
    const permit = Permit.settle(receipt, { exchange: 'ex_1', effect: 'ALLOW' });
    expect(() => Permit.assert({} as Permit, 'ex_1')).toThrow(TypeError);
    expect(() => Permit.assert(Object.create(permit) as Permit, 'ex_1')).toThrow(TypeError);
  });

  test('does not type-check for a block or by construction', () => {
    // @ts-expect-error -- a blocked decision never settles into a Permit
    Permit.settle(receipt, { exchange: 'ex_1', effect: 'BLOCK' });
    // @ts-expect-error -- the constructor is private
    new Permit('ex_1');
    // @ts-expect-error -- a look-alike is not a Permit
    const look: Permit = { exchange: 'ex_1' };
    expect(look).toBeDefined();
  });
});
