// From which confidence on a finding is flagged, and from which it is blocked, where no policy says otherwise.

export interface Thresholds {
  readonly flagAt: number;
  readonly blockAt: number;
}

const USUAL: Thresholds = { flagAt: 0.5, blockAt: 0.8 };

const SHIPPED: ReadonlyMap<string, Thresholds> = new Map([
  // Two kinds of evidence stand behind one half; one alone is ordinary work and stays below.
  ['exfiltration', { flagAt: 0.5, blockAt: 0.5 }],
  ['hijacked_action', { flagAt: 0.5, blockAt: 0.5 }],
  // Calibrated so that one half is where half a percent of ordinary texts of the channel lie above.
  ['prompt_injection', { flagAt: 0.5, blockAt: 0.6 }],
  // Personal data is ordinary in the work of agents: only keys and private keys block by themselves.
  ['sensitive_data', { flagAt: 0.5, blockAt: 0.9 }],
]);

/** The thresholds of a detector as shipped. */
export function shippedThresholds(detector: string): Thresholds {
  return SHIPPED.get(detector) ?? USUAL;
}
