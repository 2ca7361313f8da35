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
  it('has every series of every detector at nothing from the start, so that its first event is an increase', () => {
    const meter = new DetectorMeter();
    const before = meter.exposition();
    expect(before).toContain('sallyport_detector_seconds_count{detector="runaway"} 0\n');
    expect(before).toContain('sallyport_detector_findings_total{detector="prompt_injection"} 0\n');
    expect(before).toContain('sallyport_detector_failed_total{detector="external",why="unavailable"} 0\n');
    meter.saw([
      answered(80, 2),
      { outcome: { kind: 'failed', detector: 'external', why: 'threw' }, micros: 9 },
    ]);
    const series = (text: string): readonly string[] =>
      text.split('\n').map((line) => line.split(' ', 1)[0] ?? '');
    expect(series(meter.exposition())).toEqual(series(before));
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
