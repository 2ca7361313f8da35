// Runs detectors over one input; whatever goes wrong with one becomes a value that policy decides about.

import type { DetectorOutcome } from '../domain/index.ts';
import { type Detector, type DetectorInput, DetectorUnavailable } from './detector.ts';

export interface DetectorRun {
  readonly outcome: DetectorOutcome;
  readonly micros: number;
}

/** Time as an argument: what it says about too slow detectors is recorded, so that replay decides the same. */
export interface DetectorClock {
  /** Monotonic, in microseconds. */
  readonly micros: () => number;
  /** How long one detector may take on one exchange, in microseconds. */
  readonly boundMicros: number;
}

/** One run per detector, in the order given. Never throws. */
export function runDetectors(
  detectors: readonly Detector[],
  input: DetectorInput,
  clock: DetectorClock,
): readonly DetectorRun[] {
  return detectors.map((detector) => {
    const began = clock.micros();
    const outcome = outcomeOf(detector, input);
    const micros = clock.micros() - began;
    if (micros <= clock.boundMicros) return { outcome, micros };
    return { outcome: { kind: 'failed', detector: detector.name, why: 'too_slow' }, micros };
  });
}

function outcomeOf(detector: Detector, input: DetectorInput): DetectorOutcome {
  try {
    return { kind: 'answered', detector: detector.name, findings: detector.inspect(input) };
  } catch (cause) {
    // Decided: a detector's bug must not take the gateway down, and must not pass for "nothing found" either.
    const why = cause instanceof DetectorUnavailable ? 'unavailable' : 'threw';
    return { kind: 'failed', detector: detector.name, why };
  }
}
