import { describe, expect, it } from 'vitest';
import { detectorInput } from '../../test/support/detector-cases.ts';
import { type Detector, runDetectors } from './index.ts';

const input = detectorInput({ channel: 'tool_result', text: 'anything' });
const still = { micros: () => 0, boundMicros: 1 };
const finding = {
  detector: 'sees',
  confidence: 1,
  where: { kind: 'exchange' },
  share: 1,
  evidence: [],
} as const;
const sees: Detector = { name: 'sees', inspect: () => [finding] };
const throws: Detector = {
  name: 'throws',
  inspect: () => {
    throw new Error('a bug');
  },
};

describe('runDetectors', () => {
  it('answers for each detector, in order, and goes on behind one that throws', () => {
    const outcomes = runDetectors([throws, sees], input, still).map(({ outcome }) => outcome);
    expect(outcomes).toEqual([
      { kind: 'failed', detector: 'throws', why: 'threw' },
      { kind: 'answered', detector: 'sees', findings: [finding] },
    ]);
  });

  it('calls a detector that takes longer than its bound failed, and says how long it took', () => {
    let now = 0;
    const clock = { micros: () => (now += 700), boundMicros: 699 };
    const [run] = runDetectors([sees], input, clock);
    expect(run).toEqual({ outcome: { kind: 'failed', detector: 'sees', why: 'too_slow' }, micros: 700 });
  });
});
