import { describe, expect, it } from 'vitest';
import { faultsOf, readCases } from '../../../../test/support/detector-cases.ts';
import { toolDrift } from './tool-drift.ts';

describe('detector tool_drift', () => {
  it('fires on each case that it must find, and on no other', () => {
    expect(faultsOf(toolDrift, readCases(new URL('cases.jsonl', import.meta.url)))).toEqual([]);
  });
});
