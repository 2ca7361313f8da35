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
  /** Processor time of this process, in microseconds: what was worked, whatever else the machine had to do. */
  readonly processorMicros: () => number;
  /** How long one detector may take on one exchange, in microseconds. */
  readonly boundMicros: number;
}

/** One run per detector, in the order given. Never throws. */
export function runDetectors(
  detectors: readonly Detector[],
  input: DetectorInput,
  clock: DetectorClock,
): readonly DetectorRun[] {
  const worked = clock.processorMicros();
  // A machine that is busy elsewhere makes no detector slow: what took long is too slow only if it was worked on for long.
  const isTooSlow = (micros: number): boolean =>
    micros > clock.boundMicros && clock.processorMicros() - worked > clock.boundMicros;
  return detectors.map((detector) => {
    const began = clock.micros();
    const outcome = outcomeOf(detector, input);
    const micros = clock.micros() - began;
    if (!isTooSlow(micros)) return { outcome, micros };
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
