// What the operator sees while the gateway runs: one JSON line per event on standard error. Never content, never a key.

import { jsonText, type Terminal } from './terminal.ts';

export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly detail?: unknown;
}

/** Writes entries of level warn and error always, info only with `--json` output, where a machine reads. */
export function createLog(terminal: Terminal): (entry: LogEntry) => void {
  return (entry) => {
    if (entry.level === 'info' && !terminal.json) return;
    terminal.error(jsonText({ time: new Date().toISOString(), ...entry }));
  };
}
