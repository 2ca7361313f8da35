// What your own classifier says: its recorded answer becomes findings, so that replay decides without asking it again.

import type { Finding, FindingPlace } from '../../../domain/index.ts';
import { type Detector, type DetectorInput, DetectorUnavailable } from '../../detector.ts';
import type { ExternalFinding } from './external-answer.ts';

const NAME = 'external';

export const external: Detector = {
  name: NAME,
  inspect: (input) => {
    const { external: answer } = input;
    if (answer === undefined) return [];
    if (answer.kind === 'unavailable') throw new DetectorUnavailable();
    return answer.findings.map((found) => findingOf(found, input));
  },
};

function findingOf({ text, confidence, span, reason }: ExternalFinding, { texts }: DetectorInput): Finding {
  const inspected = text === undefined ? undefined : texts[text];
  const length = inspected?.text.length ?? 0;
  const fits = span !== undefined && span.start < span.end && span.end <= length;
  const where: FindingPlace = inspected === undefined ? { kind: 'exchange' } : inspected.place;
  const placed = fits && (where.kind === 'message' || where.kind === 'action') ? { ...where, span } : where;
  const share = fits ? (span.end - span.start) / length : 1;
  return { detector: NAME, confidence, where: placed, share, evidence: [reason] };
}
