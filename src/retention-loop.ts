// Keeps the ledger within the bounds of the configuration: drops contents and seals records at the start and every few hours.

import type { LedgerKeeper, RetentionBounds } from './audit/index.ts';
import type { Config } from './config/index.ts';

/** Who asked for it, as the records name it. */
const BY = 'ledger.retention';
const HOUR_MS = 3_600_000;

export interface RetentionLoop {
  /** Resolves when no run is under way; what a run has not begun is left to the next start. */
  stop(): Promise<void>;
}

/** A run that fails is told to `tell`, and the next one tries again. */
export function keepRetention(
  keeper: LedgerKeeper | undefined,
  { bounds, sealAfterDays, everyHours }: Config['ledger']['retention'],
  tell: (event: string, detail: unknown) => void,
): RetentionLoop {
  const isAsked = hasBound(bounds) || sealAfterDays !== undefined;
  if (keeper === undefined || !isAsked) return { stop: async () => undefined };
  let running: Promise<void> | undefined;
  let isStopped = false;
  const run = async (): Promise<void> => {
    try {
      if (hasBound(bounds)) await keeper.retain({ ...bounds, by: BY });
      if (sealAfterDays !== undefined && !isStopped)
        await keeper.seal({ olderThanDays: sealAfterDays, by: BY });
    } catch (error) {
      // The bounds are kept later: nothing that was recorded depends on them.
      tell('retention_failed', error instanceof Error ? error.message : 'unknown error');
    } finally {
      running = undefined;
    }
  };
  const begin = (): void => {
    running ??= run();
  };
  begin();
  const timer = setInterval(begin, everyHours * HOUR_MS);
  return {
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

function hasBound({ maxAgeDays, maxSizeMib }: RetentionBounds): boolean {
  return maxAgeDays !== undefined || maxSizeMib !== undefined;
}
