// Finds the configuration file and reads it: the only part of this module that touches the disk.

import { readFileSync } from 'node:fs';
import { errnoOf } from '../domain/index.ts';
import { type Environment, variable } from './environment.ts';
import { ConfigRejected } from './problem.ts';
import { type Config, readConfig } from './read-config.ts';

const DEFAULT_FILE = 'sallyport.yaml';

/**
 * The configuration from `path`, else from SALLYPORT_CONFIG, else from `sallyport.yaml` in the working directory where
 * there is one. Throws ConfigRejected (GatewayError config_invalid) with all problems; a file that was named must exist.
 */
export function loadConfig(options: { readonly path?: string; readonly env: Environment }): Config {
  const named = options.path ?? variable(options.env, 'SALLYPORT_CONFIG');
  const file = named ?? DEFAULT_FILE;
  const read = readConfig({ text: readText(file, named !== undefined), file, env: options.env });
  if (read.ok) return read.config;
  throw new ConfigRejected(read.problems);
}

function readText(file: string, mustExist: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' && !mustExist) return undefined;
    const message = code === 'ENOENT' ? 'there is no such file' : `this file can not be read (${code})`;
    throw new ConfigRejected([{ severity: 'error', file, line: 1, column: 1, code: 'unreadable', message }]);
  }
}
