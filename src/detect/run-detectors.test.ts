import { describe, expect, it } from 'vitest';
import { detectorInput } from '../../test/support/detector-cases.ts';
import { type Detector, runDetectors } from './index.ts';

const input = detectorInput({ channel: 'tool_result', text: 'anything' });
const still = { micros: () => 0, processorMicros: () => 0, boundMicros: 1 };
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

/** A clock that moves on by so much with every look. */
function by(step: number): () => number {
  let now = 0;
  return () => (now += step);
}

describe('runDetectors', () => {
  it('answers for each detector, in order, and goes on behind one that throws', () => {
    const outcomes = runDetectors([throws, sees], input, still).map(({ outcome }) => outcome);
    expect(outcomes).toEqual([
      { kind: 'failed', detector: 'throws', why: 'threw' },
      { kind: 'answered', detector: 'sees', findings: [finding] },
    ]);
  });

  it('calls a detector that takes longer than its bound failed, and says how long it took', () => {
    const [run] = runDetectors([sees], input, {
      micros: by(700),
      processorMicros: by(700),
      boundMicros: 699,
    });
    expect(run).toEqual({ outcome: { kind: 'failed', detector: 'sees', why: 'too_slow' }, micros: 700 });
  });

  it('calls none failed that took long because the machine was busy elsewhere', () => {
    const [run] = runDetectors([sees], input, { micros: by(700), processorMicros: by(1), boundMicros: 699 });
    expect(run).toEqual({
      outcome: { kind: 'answered', detector: 'sees', findings: [finding] },
      micros: 700,
    });
  });
});
