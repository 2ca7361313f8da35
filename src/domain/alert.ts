// What people can ask to be told of, and where: the words that configuration, policy and alerts share.

import { DETECTOR_NAMES } from './evidence.ts';

export const ALERT_KINDS = [
  'BLOCK',
  'CONSTRAIN',
  'LOG',
  'finding',
  'divergence',
  'approval_waiting',
  'limit',
  'ledger',
  'export',
  'policy_reload',
  'test',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** A kind of event, or everything that one detector says. */
export const ALERT_TOPICS = [...ALERT_KINDS, ...DETECTOR_NAMES] as const;
export type AlertTopic = (typeof ALERT_TOPICS)[number];

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Destinations that take alerts over HTTP. */
export const ALERT_CHANNELS = ['webhook', 'slack', 'teams', 'pagerduty'] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

/** Which events are meant. */
export interface AlertInterest {
  /** Empty: all kinds but LOG, which says of every call that it was looked at. */
  readonly on: readonly AlertTopic[];
  readonly minSeverity: Severity;
  /** Empty: all agents, and what concerns none. */
  readonly agents: readonly string[];
}

/** An entry of a policy's `alerts:` section. */
export interface AlertRoute {
  readonly interest: AlertInterest;
  readonly to:
    | { readonly destination: string }
    /** Variables that hold the address and the key. */
    | {
        readonly channel: AlertChannel;
        readonly urlEnv: string | undefined;
        readonly keyEnv: string | undefined;
      };
}
