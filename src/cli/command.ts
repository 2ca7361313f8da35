// What every command is given, and what it must answer: an exit code.

import type { AdminClient } from './admin-client.ts';
import type { Terminal } from './terminal.ts';

export interface CommandContext {
  readonly terminal: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  /** Runs `use` with an admin client for the data directory (undefined: the one of `dataDirectoryOf`), and closes it. */
  withAdmin<T>(dataDirectory: string | undefined, use: (admin: AdminClient) => Promise<T>): Promise<T>;
  /** Aborted when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Options that all commands which touch a data directory share. */
export interface DataOptions {
  readonly data?: string;
}

export const DATA_OPTION = [
  '--data <dir>',
  'data directory (default: SALLYPORT_DATA_DIR, else ./sallyport-data)',
] as const;

export const DEFAULT_DATA_DIRECTORY = 'sallyport-data';

/** The data directory that a command means when it names none. */
export function dataDirectoryOf(environment: NodeJS.ProcessEnv): string {
  return environment['SALLYPORT_DATA_DIR'] || DEFAULT_DATA_DIRECTORY;
}
