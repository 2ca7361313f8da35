// Warms the detectors in the pauses of a gateway that has just started, so that its first callers do not wait for the compiler.

import { setTimeout as pause } from 'node:timers/promises';
import { detectors, warmUp } from './detect/index.ts';

/** Whoever calls at once, or starts a gateway for a moment, comes first. */
const SETTLE_MS = 1000;
/** Work at a stretch, in milliseconds: what somebody who calls meanwhile may wait for. */
const STRETCH_MS = 5;
/** As long as it works it rests. */
const PAUSE_MS = 5;

/** Begins a second later and ends by itself, after some seconds more, or as soon as it is stopped. Never throws. */
export function warmInPauses(): { stop(): void } {
  const stopped = new AbortController();
  void warmed(stopped.signal);
  return { stop: () => stopped.abort() };
}

async function warmed(signal: AbortSignal): Promise<void> {
  await pause(SETTLE_MS, undefined, { ref: false });
  if (signal.aborted) return;
  let began = performance.now();
  for (const _ of warmUp(detectors)) {
    if (performance.now() - began < STRETCH_MS) continue;
    await pause(PAUSE_MS, undefined, { ref: false });
    if (signal.aborted) return;
    began = performance.now();
  }
}
