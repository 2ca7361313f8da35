// The nouns that all modules share. No I/O, no logic beyond constructors.

export {
  ACTION_TYPES,
  type Action,
  type ActionType,
  actionLabels,
  actionText,
  type Capability,
  type Claim,
  type CodeExecutionAction,
  type Door,
  type HandoffAction,
  type LlmCallAction,
  type MessageAction,
  type ReplyAction,
  type ToolArguments,
  type ToolCallAction,
  type ToolDefinition,
  type ToolResultAction,
} from './action.ts';
export {
  ALERT_CHANNELS,
  ALERT_KINDS,
  ALERT_TOPICS,
  type AlertChannel,
  type AlertInterest,
  type AlertKind,
  type AlertRoute,
  type AlertTopic,
  SEVERITIES,
  type Severity,
} from './alert.ts';
export { boundedBytes, boundedText } from './bounded-bytes.ts';
export { Cancellation, type CancelSignal } from './cancellation.ts';
export type { Clock, EpochMs, Sha256Hex } from './clock.ts';
export {
  type ApprovalDemand,
  type Constraints,
  type Decision,
  type Effect,
  type LogLevel,
  type ParameterEdit,
  type PolicyMatch,
  type RateLimit,
  type Redaction,
  type SensitiveKind,
  strongerEffect,
  type ToolFacts,
  type ToolNature,
} from './decision.ts';
export { defaultBlockReason, isDefaultBlock } from './default-block.ts';
export { errnoOf } from './errno.ts';
export { FAULTS, type FaultCode, GatewayError } from './errors.ts';
export {
  type ActionEvidence,
  DETECTOR_NAMES,
  type DetectorName,
  type FlowEvidence,
  type FlowSource,
  type OverriddenFinding,
} from './evidence.ts';
export type {
  AgentIdentity,
  CallFacts,
  CallKind,
  HistoryView,
  PastAction,
  UnverifiedClaim,
  WorkflowRef,
  WorkflowSource,
} from './exchange.ts';
export type {
  DetectorFailure,
  DetectorOutcome,
  Finding,
  FindingPlace,
  TextOrigin,
  TextSpan,
} from './finding.ts';
export { readIsoTime } from './iso-time.ts';
export {
  isJsonObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  ownField,
  stringField,
} from './json.ts';
export { didYouMean, nearestWord } from './nearest-word.ts';
export {
  NO_PRICES,
  NOTHING_SPENT,
  type PriceList,
  reservationOf,
  type SpendScope,
  type SpendWindow,
  type Spent,
} from './spend.ts';
export { visible } from './visible.ts';
