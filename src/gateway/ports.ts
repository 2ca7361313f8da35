// What the gateway needs from outside, as narrow interfaces: the composition root joins them to implementations.

import type { ApprovalGate, Overrides } from '../approvals/index.ts';
import type { AuditLedger } from '../audit/index.ts';
import type { ExternalClassifier } from '../detect/index.ts';
import type {
  AgentIdentity,
  CancelSignal,
  Capability,
  Clock,
  PriceList,
  Sha256Hex,
} from '../domain/index.ts';
import type { IdentityDirectory } from '../identity/index.ts';
import type { Halts } from '../limits/index.ts';
import type { PolicySet } from '../policy/index.ts';
import type { AgentsInFlight } from './agents-in-flight.ts';
import type { DetectorMeter } from './detector-meter.ts';
import type { Repeat } from './keep-alive.ts';
import type { RetryBook } from './retry-book.ts';
import type { GatewayState } from './state.ts';
import type { UnderWay } from './under-way.ts';

/** One HTTP call of an agent, as the server hands it over. ATTACKER-CONTROLLED: all but `signal` and `receivedAt`. */
export interface IncomingCall {
  readonly headers: ReadonlyMap<string, string>;
  /** Takes the body in; rejects when it is too large or breaks off. */
  readonly readBody: () => Promise<Uint8Array>;
  /** Agent and workflow as the path names them, already percent-decoded. */
  readonly pathAgent: string | undefined;
  readonly pathWorkflow: string | undefined;
  /** Azure deployment of the path: stands for the model. */
  readonly deployment: string | undefined;
  /** Aborted when the client is gone. */
  readonly signal: CancelSignal;
}

/** A call to a model provider, ready for the wire. */
export interface UpstreamCall {
  readonly method: 'POST' | 'GET';
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly signal: CancelSignal;
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

export interface UpstreamResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** The body; iteration rejects with a GatewayError when the upstream breaks off, and stops reading under back-pressure. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Rejects with GatewayError upstream_unreachable or upstream_timeout, or the signal's reason. */
export type Upstream = (call: UpstreamCall) => Promise<UpstreamResponse>;

/** Where a model's calls go, chosen by configuration and the agent's scope. */
export interface Route {
  readonly provider: string;
  readonly request: (input: { readonly headers: ReadonlyMap<string, string>; readonly model: string }) => {
    readonly origin: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

export type Routing = (agent: AgentIdentity, model: string) => Route | { readonly refused: string };

export interface GatewayLimits {
  readonly maxMessages: number;
  readonly maxReplyBytes: number;
  readonly maxActions: number;
  readonly maxArgumentBytes: number;
  readonly maxEventBytes: number;
  readonly spoolBytes: number;
  readonly spoolIntervalMs: number;
}

/** Everything that one exchange may use. */
export interface GatewayDeps {
  readonly clock: Clock;
  /** Monotonic microseconds, for latencies in records. */
  readonly micros: () => number;
  /** Processor time of this process, in microseconds: what a detector is called too slow by. */
  readonly processorMicros: () => number;
  readonly newId: (prefix: string) => string;
  readonly sha256: Sha256Hex;
  /** The active policy set; undefined while none is loaded: then every call is refused. */
  readonly policy: () => PolicySet | undefined;
  readonly identity: IdentityDirectory;
  readonly ledger: Pick<AuditLedger, 'append' | 'spool' | 'read' | 'contents' | 'head'>;
  readonly approvals: ApprovalGate;
  readonly overrides: Pick<Overrides, 'live' | 'grant' | 'use'>;
  /** The operator's own classifier; undefined where none is configured. */
  readonly classifier: ExternalClassifier | undefined;
  /** Counts what detectors cost and find. */
  readonly meter: DetectorMeter;
  /** People who must not approve what this agent asks for: its owner, and who wrote the policy in force. */
  readonly barred: (agent: string) => readonly string[];
  readonly state: GatewayState;
  readonly retries: RetryBook;
  readonly prices: PriceList;
  readonly halts: Halts;
  readonly underWay: UnderWay;
  readonly inFlight: AgentsInFlight;
  readonly routing: Routing;
  readonly upstream: Upstream;
  readonly capabilities: (language: string, code: string) => readonly Capability[] | undefined;
  readonly limits: GatewayLimits;
  /** A repeated timer, for keep-alives. */
  readonly repeat: Repeat;
}
