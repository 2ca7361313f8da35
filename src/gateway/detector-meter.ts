// What detectors cost and find, counted for whoever watches the gateway: numbers only, and as many series as there are detectors.

import type { DetectorRun } from '../detect/index.ts';
import { DETECTOR_NAMES, type DetectorFailure } from '../domain/index.ts';

/** Upper bounds in microseconds. The last is what one detector may take on one exchange. */
const BUCKETS = [100, 500, 1_000, 5_000, 10_000, 50_000, 250_000] as const;
const FAILURES: readonly DetectorFailure[] = ['threw', 'too_slow', 'unavailable'];

interface Count {
  runs: number;
  findings: number;
  micros: number;
  /** Runs that took at most as long as the bucket of the same place. */
  readonly within: number[];
  readonly failed: Map<DetectorFailure, number>;
}

/** Since the process began. Not state: a restart begins at nothing, and no decision reads it. */
export class DetectorMeter {
  readonly #counts = new Map<string, Count>(DETECTOR_NAMES.map((name) => [name, nothingSeen()]));

  /** One door, as it was judged in the end. */
  saw(runs: readonly DetectorRun[]): void {
    for (const { outcome, micros } of runs) {
      const count = this.#countOf(outcome.detector);
      count.runs++;
      count.micros += micros;
      for (const [at, bound] of BUCKETS.entries())
        if (micros <= bound) count.within[at] = (count.within[at] ?? 0) + 1;
      if (outcome.kind === 'answered') count.findings += outcome.findings.length;
      else count.failed.set(outcome.why, (count.failed.get(outcome.why) ?? 0) + 1);
    }
  }

  /**
   * In the text format of Prometheus, version 0.0.4. Every detector has all of its series from the start: a counter that
   * first appears with its first event has no increase that a query could see.
   */
  exposition(): string {
    const counts = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = [
      ...head('sallyport_detector_seconds', 'histogram', 'What a detector took on one door of an exchange.'),
      ...counts.flatMap(([name, count]) => histogram(name, count)),
      ...head('sallyport_detector_findings_total', 'counter', 'Findings, whatever policy made of them.'),
      ...counts.map(
        ([name, { findings }]) => `sallyport_detector_findings_total{detector="${name}"} ${findings}`,
      ),
      ...head('sallyport_detector_failed_total', 'counter', 'Doors on which a detector gave no answer.'),
      ...counts.flatMap(([name, { failed }]) =>
        [...failed].map(
          ([why, times]) => `sallyport_detector_failed_total{detector="${name}",why="${why}"} ${times}`,
        ),
      ),
    ];
    return `${lines.join('\n')}\n`;
  }

  #countOf(detector: string): Count {
    const known = this.#counts.get(detector);
    if (known !== undefined) return known;
    const count = nothingSeen();
    this.#counts.set(detector, count);
    return count;
  }
}

function nothingSeen(): Count {
  const failed = new Map(FAILURES.map((why) => [why, 0]));
  return { runs: 0, findings: 0, micros: 0, within: BUCKETS.map(() => 0), failed };
}

function head(name: string, type: 'counter' | 'histogram', help: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function histogram(detector: string, { runs, micros, within }: Count): readonly string[] {
  const name = 'sallyport_detector_seconds';
  return [
    ...BUCKETS.map(
      (bound, at) => `${name}_bucket{detector="${detector}",le="${bound / 1_000_000}"} ${within[at] ?? 0}`,
    ),
    `${name}_bucket{detector="${detector}",le="+Inf"} ${runs}`,
    `${name}_sum{detector="${detector}"} ${micros / 1_000_000}`,
    `${name}_count{detector="${detector}"} ${runs}`,
  ];
}
