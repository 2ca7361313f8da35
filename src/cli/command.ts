// What every command is given, and what it must answer: an exit code.

import type { AdminClient } from './admin-client.ts';
import type { Terminal } from './terminal.ts';

export interface CommandContext {
  readonly terminal: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  /** Runs `use` with an admin client for the data directory, and closes it. */
  withAdmin<T>(dataDirectory: string, use: (admin: AdminClient) => Promise<T>): Promise<T>;
  /** Aborted when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Options that all commands which touch a data directory share. */
export interface DataOptions {
  readonly data: string;
}

export const DATA_OPTION = ['--data <dir>', 'data directory', 'sallyport-data'] as const;
