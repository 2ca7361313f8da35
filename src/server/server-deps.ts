// What the HTTP side needs from the composition root.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TransparencyLog } from '../audit/index.ts';
import type { AgentIdentity } from '../domain/index.ts';
import type { GatewayDeps } from '../gateway/index.ts';

/** A handler that owns a part of the path space. */
export interface Mounted {
  owns(pathname: string): boolean;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface ServerDeps {
  readonly gateway: GatewayDeps;
  readonly admin: Mounted;
  /** The ledger's Merkle tree, where it keeps one. */
  readonly transparency: TransparencyLog | undefined;
  readonly health: (response: ServerResponse) => void;
  readonly maxBodyBytes: number;
  readonly maxInFlight: number;
  readonly inFlight: { count: number };
  /** The models that an agent may use, as the configuration and the upstreams themselves name them. */
  readonly modelsFor: (
    agent: AgentIdentity,
  ) => Promise<readonly { readonly id: string; readonly upstream: string }[]>;
  readonly log: (entry: {
    readonly level: 'info' | 'warn' | 'error';
    readonly event: string;
    readonly detail?: unknown;
  }) => void;
}
