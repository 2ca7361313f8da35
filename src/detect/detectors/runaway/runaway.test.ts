import { describe, expect, it } from 'vitest';
import { detectorInput, faultsOf, readCases } from '../../../../test/support/detector-cases.ts';
import type { WorkflowHistory } from '../../detector.ts';
import { runaway } from './runaway.ts';

const input = detectorInput({ channel: 'reply', text: '' });
const evidenceWith = (history: Partial<WorkflowHistory>) =>
  runaway
    .inspect({ ...input, history: { ...input.history, ...history } })
    .flatMap(({ evidence }) => evidence);

describe('detector runaway', () => {
  it('fires on each case that it must find, and on no other', () => {
    expect(faultsOf(runaway, readCases(new URL('cases.jsonl', import.meta.url)))).toEqual([]);
  });

  it('counts texts that are released again, and agents that go on alone', () => {
    expect(evidenceWith({ repeated: new Map([['a', 3]]) })).toEqual(['equal texts: 3']);
    expect(evidenceWith({ consecutiveReplies: 20 })).toEqual(['replies in a row: 20']);
    expect(evidenceWith({ consecutiveReplies: 19 })).toEqual([]);
  });

  it('calls it ping-pong when two agents go on while their texts repeat', () => {
    const speakers = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? 'a' : 'b'));
    expect(evidenceWith({ speakers, repeated: new Map([['t', 2]]) })).toEqual([
      'rounds between two agents: 6',
    ]);
    expect(evidenceWith({ speakers: ['c', ...speakers], repeated: new Map([['t', 2]]) })).toEqual([]);
  });
});
