import { describe, expect, it } from 'vitest';
import { detectorInput, faultsOf, readCases } from '../../../../test/support/detector-cases.ts';
import { dangerousCode } from './dangerous-code.ts';

describe('detector dangerous_code', () => {
  it('fires on each case that it must find, and on no other', () => {
    expect(faultsOf(dangerousCode, readCases(new URL('cases.jsonl', import.meta.url)))).toEqual([]);
  });

  it('says that it could not read what is too large', () => {
    const source = 'x = 1\n'.repeat(20_000);
    const [before] = readCases(new URL('cases.jsonl', import.meta.url));
    expect(before?.code).toBeDefined();
    const action = {
      type: 'code_execution',
      id: 'r0.0',
      door: 'reply',
      choice: 0,
      language: 'python',
      code: source,
      start: 0,
      end: source.length,
      capabilities: undefined,
    } as const;
    const input = detectorInput({ channel: 'reply', text: '' }, { actions: [action] });
    expect(dangerousCode.inspect(input)[0]?.evidence).toEqual(['limit: too_large']);
  });

  it('reads the code that a tool would run', () => {
    const action = {
      type: 'tool_call',
      id: 'r0.1',
      door: 'reply',
      choice: 0,
      position: 0,
      callId: undefined,
      toolName: 'CodeExecutor',
      rawArguments: '',
      arguments: { kind: 'object', value: { code: 'import shutil\nshutil.rmtree("/srv")' } },
      legacy: false,
      definition: undefined,
    } as const;
    const input = detectorInput({ channel: 'reply', text: '' }, { actions: [action] });
    const [finding] = dangerousCode.inspect(input);
    expect(finding?.where).toMatchObject({ kind: 'action', actionId: 'r0.1', parameter: 'code' });
  });
});
