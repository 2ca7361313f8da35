// Detectors: what is new in an exchange → findings. Pure, linear time; a finding never acts by itself.

export { detectors } from './catalog.ts';
export { type DetectionFacts, DetectionMemory } from './detection-memory.ts';
export type {
  AgentHabits,
  Detector,
  DetectorInput,
  DirectivePrint,
  InspectedAction,
  InspectedText,
  OfferedTool,
  PastCall,
  TextChannel,
  WorkflowHistory,
} from './detector.ts';
export {
  type ExternalAnswer,
  type ExternalClassifier,
  type ExternalQuestion,
  readExternalAnswer,
} from './detectors/external/external-answer.ts';
export {
  directivePrints,
  turnDivergence,
} from './detectors/semantic-divergence/semantic-divergence.ts';
export { actOf } from './habits.ts';
export { type DetectorClock, type DetectorRun, runDetectors } from './run-detectors.ts';
export { shippedThresholds, type Thresholds } from './thresholds.ts';
export { warmUp } from './warm-up.ts';
