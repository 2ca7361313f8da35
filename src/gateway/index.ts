// The path of one exchange. START HERE: handle-exchange.ts.

export { AgentsInFlight } from './agents-in-flight.ts';
export { recordedDetectors } from './detection.ts';
export { keyOf } from './detector-input.ts';
export { DetectorMeter } from './detector-meter.ts';
export { evaluateActions, evaluationStatus } from './evaluate-action.ts';
export { evaluationDrafts } from './evaluation-facts.ts';
export { faultReply } from './exchange.ts';
export { decodeFacts, type ExchangeFacts } from './facts.ts';
export { decodeGiven } from './given.ts';
export { collect } from './guard-buffered.ts';
export { handleExchange } from './handle-exchange.ts';
export { historyQuery, judgeReply, judgeRequest } from './judge.ts';
export { blocked, type JudgedAction } from './judge-action.ts';
export { judgeEvaluation } from './judge-evaluation.ts';
export type { JudgedFacts, Moment } from './moment.ts';
export type {
  GatewayDeps,
  GatewayLimits,
  IncomingCall,
  Route,
  Routing,
  Upstream,
  UpstreamCall,
  UpstreamResponse,
} from './ports.ts';
export { continuationDrafts, headOf } from './record-bodies.ts';
export type { ReplySink } from './reply-sink.ts';
export { RetryBook } from './retry-book.ts';
export { secondJudgement } from './second-judgement.ts';
export type { Decided, Read } from './stages.ts';
export { GatewayState, type SpendSummary } from './state.ts';
export { outcomeDrafts } from './steps/finish.ts';
export { identify } from './steps/identify.ts';
export { decidedDrafts } from './steps/record.ts';
export { textDigest } from './text-digest.ts';
export { UnderWay } from './under-way.ts';
