// What every model provider's adapter is given and has to answer: the one contract of this module.

import type { Secret } from './secret.ts';

/** One upstream of the configuration. */
export interface UpstreamSettings {
  readonly name: string;
  readonly kind: string;
  /** Absolute http or https URL without user info, query and fragment. */
  readonly baseUrl: string;
  readonly apiKey: Secret | undefined;
  readonly apiVersion: string | undefined;
  /** Globs of the models that go here. */
  readonly models: readonly string[];
  /** Sent with each call; names in lower case, none of those that `isReservedHeader` names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly timeouts: {
    readonly connectMs: number;
    readonly headersMs: number;
    readonly idleMs: number;
  };
}

/** ATTACKER-CONTROLLED: both. Header names are in lower case. */
export interface AgentCall {
  readonly headers: ReadonlyMap<string, string>;
  readonly model: string;
}

/** Where and how a call leaves. `path` begins with a slash and holds the query. */
export interface UpstreamTarget {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Pure: the same call gives the same target. Throws GatewayError no_upstream for a model this upstream can not name. */
export type Addressing = (call: AgentCall) => UpstreamTarget;

export interface Provider {
  readonly kind: string;
  /** Whether the configuration must name an `api_version`; where it need not, it may not. */
  readonly needsApiVersion: boolean;
  /** Prepares what does not change from call to call. */
  readonly connect: (settings: UpstreamSettings) => Addressing;
  /** Where the provider lists its models; undefined where it has no such list. */
  readonly modelList?: (settings: UpstreamSettings) => UpstreamTarget;
}
