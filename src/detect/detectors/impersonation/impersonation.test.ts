import { describe, expect, it } from 'vitest';
import { faultsOf, readCases } from '../../../../test/support/detector-cases.ts';
import { impersonation } from './impersonation.ts';

describe('detector impersonation', () => {
  it('fires on each case that it must find, and on no other', () => {
    expect(faultsOf(impersonation, readCases(new URL('cases.jsonl', import.meta.url)))).toEqual([]);
  });
});
