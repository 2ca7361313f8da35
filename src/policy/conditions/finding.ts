// What detectors found about the action: which detector, how surely, and how much of the text is affected.

import { z } from 'zod';
import { DETECTOR_NAMES, type DetectorName, type Finding } from '../../domain/index.ts';
import { ALL_TYPES } from '../evaluate/action-types.ts';
import type { Subject } from '../evaluate/subject.ts';
import type { Truth } from '../evaluate/truth.ts';
import { asList, oneOrMore, strict } from '../schema/strict.ts';
import { condition, listed } from './condition.ts';

const part = z.number().min(0).max(1);
const schema = strict({
  detector: oneOrMore(z.enum(DETECTOR_NAMES)),
  confidence_at_least: part.optional().describe('Absent: `flag_at` of the detector, else 0.5.'),
  share_at_least: part.optional().describe('The part of the text that is affected.'),
});

/** Where neither the condition nor `detectors:` says otherwise. */
const USUAL_FLAG = 0.5;

export const finding = condition<z.infer<typeof schema>>({
  key: 'finding',
  schema,
  describe: 'A detector found something about the action. A detector that gave no answer is unknown.',
  compile: (source) => {
    const names = asList(source.detector);
    const share = source.share_at_least ?? 0;
    return {
      text: `finding of ${listed(names)}`,
      types: ALL_TYPES,
      cost: 2,
      test: (subject) =>
        found(subject, names, (one, detector) => {
          const least = source.confidence_at_least ?? flagOf(subject, detector);
          return one.confidence >= least && one.share >= share;
        }),
    };
  },
});

function flagOf({ declarations, action }: Subject, detector: DetectorName): number {
  return declarations.detectors.get(detector)?.flagAt(action.type) ?? USUAL_FLAG;
}

function found(
  subject: Subject,
  names: readonly DetectorName[],
  counts: (one: Finding, detector: DetectorName) => boolean,
): Truth {
  const evidence = subject.facts.evidence?.(subject.action);
  if (evidence === undefined) return { why: 'detectors did not look at this action' };
  for (const name of names) {
    if (evidence.findings.some((one) => one.detector === name && counts(one, name))) return true;
  }
  const failed = names.find(
    (name) => evidence.failed.some(({ detector }) => detector === name) && !isIgnored(subject, name),
  );
  return failed === undefined ? false : { why: `detector ${failed} gave no answer` };
}

/** `on_failure: LOG`: the record says that the detector failed, and nothing else comes of it. */
function isIgnored({ declarations }: Subject, detector: DetectorName): boolean {
  return declarations.detectors.get(detector)?.onFailure === 'LOG';
}
