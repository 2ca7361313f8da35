// All detectors, sorted by name. A new one is a line here and a folder below `detectors/`.

import type { Detector } from './detector.ts';
import { dangerousCode } from './detectors/dangerous-code/dangerous-code.ts';
import { exfiltration } from './detectors/exfiltration/exfiltration.ts';
import { external } from './detectors/external/external.ts';
import { hijackedAction } from './detectors/hijacked-action/hijacked-action.ts';
import { impersonation } from './detectors/impersonation/impersonation.ts';
import { promptInjection } from './detectors/prompt-injection/prompt-injection.ts';
import { runaway } from './detectors/runaway/runaway.ts';
import { semanticDivergence } from './detectors/semantic-divergence/semantic-divergence.ts';
import { sensitiveData } from './detectors/sensitive-data/sensitive-data.ts';
import { toolDrift } from './detectors/tool-drift/tool-drift.ts';

export const detectors: readonly Detector[] = [
  dangerousCode,
  exfiltration,
  external,
  hijackedAction,
  impersonation,
  promptInjection,
  runaway,
  semanticDivergence,
  sensitiveData,
  toolDrift,
];
