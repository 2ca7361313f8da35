import { describe, expect, it } from 'vitest';
import type { DetectorRun } from '../detect/index.ts';
import { DetectorMeter } from './detector-meter.ts';

const finding = {
  detector: 'runaway',
  confidence: 1,
  where: { kind: 'exchange' },
  share: 1,
  evidence: [],
} as const;
const answered = (micros: number, findings = 0): DetectorRun => ({
  outcome: {
    kind: 'answered',
    detector: 'runaway',
    findings: Array.from({ length: findings }, () => finding),
  },
  micros,
});

describe('the meter of detectors', () => {
  it('says nothing where no detector has looked', () => {
    expect(new DetectorMeter().exposition()).toBe('');
  });

  it('counts runs by how long they took, findings, and missing answers by reason', () => {
    const meter = new DetectorMeter();
    meter.saw([
      answered(80, 2),
      { outcome: { kind: 'failed', detector: 'external', why: 'unavailable' }, micros: 9 },
    ]);
    meter.saw([answered(700)]);
    const lines = meter.exposition().split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'sallyport_detector_seconds_bucket{detector="runaway",le="0.0001"} 1',
        'sallyport_detector_seconds_bucket{detector="runaway",le="0.001"} 2',
        'sallyport_detector_seconds_bucket{detector="runaway",le="+Inf"} 2',
        'sallyport_detector_seconds_sum{detector="runaway"} 0.00078',
        'sallyport_detector_findings_total{detector="runaway"} 2',
        'sallyport_detector_failed_total{detector="external",why="unavailable"} 1',
      ]),
    );
    expect(lines.filter((line) => line.startsWith('# TYPE'))).toHaveLength(3);
  });
});
