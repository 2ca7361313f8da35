// What the path of an exchange is given: the opened installation, the upstreams of the configuration, and the machine's clocks.

import type { ApprovalDesk } from './approval-desk.ts';
import type { ApprovalGate } from './approvals/index.ts';
import type { AuditLedger } from './audit/index.ts';
import { knownCapabilities } from './code/index.ts';
import type { Config } from './config/index.ts';
import { createClassifier } from './external-classifier.ts';
import {
  AgentsInFlight,
  type DetectorMeter,
  type GatewayDeps,
  RetryBook,
  type Route,
  type UnderWay,
} from './gateway/index.ts';
import { foldedState } from './gateway-state.ts';
import { priceListOf } from './limits/index.ts';
import { chooseUpstream, connectUpstreams } from './providers/index.ts';
import type { ControlPlane } from './server/index.ts';
import { sha256 } from './sha256.ts';

/** What an opened installation gives. */
export interface GatewayParts {
  readonly ledger: AuditLedger;
  readonly control: ControlPlane;
  readonly approvals: ApprovalGate;
  readonly desk: Pick<ApprovalDesk, 'overrides'>;
  readonly underWay: UnderWay;
  readonly meter: DetectorMeter;
  readonly newId: (prefix: string) => string;
}

/** The ports of the gateway, its state folded from the ledger. */
export async function gatewayDeps(
  installation: GatewayParts,
  config: Config,
  upstream: GatewayDeps['upstream'],
): Promise<GatewayDeps> {
  const { ledger, control, approvals, desk, newId } = installation;
  const upstreams = connectUpstreams(config.upstreams);
  const state = await foldedState(ledger);
  return {
    clock: Date.now,
    micros: () => Math.round(performance.now() * 1000),
    processorMicros,
    newId,
    sha256,
    policy: () => control.policies.active,
    identity: control.identity,
    ledger,
    approvals,
    overrides: desk.overrides,
    meter: installation.meter,
    classifier: config.classifier === undefined ? undefined : createClassifier(config.classifier),
    barred: (agent) => control.barredFrom(agent),
    state,
    retries: new RetryBook(Date.now),
    prices: priceListOf(config.prices.models),
    halts: control.halts,
    underWay: installation.underWay,
    inFlight: new AgentsInFlight(config.limits.maxInFlightPerAgent),
    routing: (agent, model) => {
      const chosen = chooseUpstream(upstreams, model, agent);
      return 'refused' in chosen ? chosen : routeOf(chosen);
    },
    upstream,
    capabilities: knownCapabilities,
    limits: {
      maxMessages: config.limits.maxMessages,
      maxReplyBytes: config.limits.maxReplyBytes,
      maxActions: config.limits.maxActions,
      maxArgumentBytes: config.limits.maxArgumentBytes,
      maxEventBytes: config.limits.maxEventBytes,
      spoolBytes: config.ledger.spoolBytes,
      spoolIntervalMs: config.ledger.spoolIntervalMs,
    },
    repeat: (everyMs, run) => {
      const timer = setInterval(run, everyMs);
      return { stop: () => clearInterval(timer) };
    },
  };
}

function routeOf(chosen: ReturnType<typeof connectUpstreams>[number]): Route {
  const { settings } = chosen;
  return {
    provider: settings.name,
    request: (input) => chosen.address(input),
    connectTimeoutMs: settings.timeouts.connectMs,
    headersTimeoutMs: settings.timeouts.headersMs,
    idleTimeoutMs: settings.timeouts.idleMs,
  };
}

function processorMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
