import { describe, expect, it } from 'vitest';
import { detectorInput, faultsOf, readCases } from '../../../../test/support/detector-cases.ts';
import { sensitiveData } from './sensitive-data.ts';

const KEY = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';

describe('detector sensitive_data', () => {
  it('fires on each case that it must find, and on no other', () => {
    expect(faultsOf(sensitiveData, readCases(new URL('cases.jsonl', import.meta.url)))).toEqual([]);
  });

  it('points at the value and says its kind, never the value', () => {
    const text = `key: ${KEY}`;
    const [finding] = sensitiveData.inspect(detectorInput({ channel: 'tool_result', text }));
    const span = finding !== undefined && 'span' in finding.where ? finding.where.span : undefined;
    expect(text.slice(span?.start, span?.end)).toBe(KEY);
    expect(finding?.evidence).toEqual(['secret', 'shape', 'count 1']);
  });

  it('finds a key at the end of a megabyte, and says that it did not read the middle', () => {
    const text = `${'nothing here. '.repeat(80_000)}${KEY}`;
    const findings = sensitiveData.inspect(detectorInput({ channel: 'tool_result', text }));
    const evidence = findings.flatMap((finding) => finding.evidence).join();
    expect(evidence).toContain('secret');
    expect(evidence).toContain('limit');
  });
});
