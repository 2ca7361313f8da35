// The sinks of an installation, joined with its ledger and its directory.

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AuditLedger } from './audit/index.ts';
import { SinkSet } from './exporters/index.ts';
import { cursorFile } from './store/index.ts';

/** Sinks read the ledger and keep their cursors beside it; none runs before it is started. */
export function createSinks(ledger: AuditLedger, dataDirectory: string): SinkSet {
  return new SinkSet({
    ledger,
    cursorOf: (sink) => cursorFile(join(dataDirectory, 'exports', `${sink}.json`)),
    clock: Date.now,
    chance: Math.random,
    pause: (ms, signal) => pause(ms, undefined, { signal }),
    // The sink's own report says what happened; the gateway does not depend on it.
    onFailed: () => undefined,
  });
}
