// The gateway's configuration: file and environment in, one checked value out.

export type { Environment } from './environment.ts';
export { loadConfig } from './load-config.ts';
export { type ConfigProblem, ConfigRejected } from './problem.ts';
export { type Config, type ConfigInput, type ConfigRead, readConfig } from './read-config.ts';
