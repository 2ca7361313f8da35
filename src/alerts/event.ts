// Something that a person may have to know: what kind it is, how bad, and what it is about. Names and numbers, never contents.

import type { AlertKind, EpochMs, Severity } from '../domain/index.ts';

export interface AlertEvent {
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly at: EpochMs;
  /** A policy, a detector, a sink, a budget: events of one kind, agent and subject are one matter. */
  readonly subject: string;
  readonly agent?: string;
  readonly workflow?: string;
  /** What happened, in words of the gateway's own. ATTACKER-CONTROLLED in part: names of tools are the model's. */
  readonly summary: string;
  /** Whose finding it is. */
  readonly detector?: string;
  /** The record that says more. */
  readonly record?: number;
}

/** What is told: one matter, and how often it came up since it was last told. */
export interface Alert extends AlertEvent {
  readonly alertId: string;
  readonly count: number;
  /** False for a matter that was told before and goes on. */
  readonly first: boolean;
}
