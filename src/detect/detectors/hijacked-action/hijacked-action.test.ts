import { describe, expect, it } from 'vitest';
import { faultsOf, readCases } from '../../../../test/support/detector-cases.ts';
import { hijackedAction } from './hijacked-action.ts';

describe('detector hijacked_action', () => {
  it('fires on each case that it must find, and on no other', () => {
    expect(faultsOf(hijackedAction, readCases(new URL('cases.jsonl', import.meta.url)))).toEqual([]);
  });
});
