import { describe, expect, it } from 'vitest';
import { faultsOf, readCases } from '../../../../test/support/detector-cases.ts';
import { exfiltration } from './exfiltration.ts';

describe('detector exfiltration', () => {
  it('fires on each case that it must find, and on no other', () => {
    expect(faultsOf(exfiltration, readCases(new URL('cases.jsonl', import.meta.url)))).toEqual([]);
  });
});
