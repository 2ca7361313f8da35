// The path of one exchange. START HERE: handle-exchange.ts.

export { AgentsInFlight } from './agents-in-flight.ts';
export { evaluateActions, evaluationStatus } from './evaluate-action.ts';
export { faultReply } from './exchange.ts';
export { decodeFacts, type ExchangeFacts } from './facts.ts';
export { collect } from './guard-buffered.ts';
export { handleExchange } from './handle-exchange.ts';
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
export type { ReplySink } from './reply-sink.ts';
export { RetryBook } from './retry-book.ts';
export { GatewayState, type SpendSummary } from './state.ts';
export { identify } from './steps/identify.ts';
export { UnderWay } from './under-way.ts';
