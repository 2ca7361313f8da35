// The gateway's configuration: file and environment in, one checked value out.

export { alertSinksFor } from './alert-settings.ts';
export { loadConfig } from './load-config.ts';
export { type ConfigProblem, ConfigRejected } from './problem.ts';
export { type Config, readConfig } from './read-config.ts';
export type { AnchorSettings } from './schema.ts';
export type { SinkConfig } from './sink-settings.ts';
